# /// script
# requires-python = ">=3.10"
# dependencies = ["hftoken-guard==0.1.0", "accelerate", "datasets", "torch", "transformers"]
# [tool.hf-jobs]
# secrets = ["HF_TOKEN"]
# ///
"""
Fine-tune a causal language model on a text dataset and push it to the Hub.

The guard is called twice: first bare, before the heavy imports, and again when it is known what
the job reads and writes. The token's owner is asked for only once.

    hf jobs uv run --flavor a10g-small --timeout 2h --secrets HF_TOKEN uv-examples/finetune.py \
        --model openai-community/gpt2 --dataset YOUR_NAME/texts --output YOUR_NAME/my-model
"""

from hftoken_guard import require_token

require_token()

import argparse

import torch
from datasets import load_dataset
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
    Trainer,
    TrainingArguments,
)

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True, help="model to start from, as owner/name")
parser.add_argument("--dataset", required=True, help="dataset with a text column, as owner/name")
parser.add_argument("--output", required=True, help="model to push to, as owner/name")
parser.add_argument("--steps", type=int, default=100)
args = parser.parse_args()

require_token(read=[args.model, f"datasets/{args.dataset}"], write=args.output)

tokenizer = AutoTokenizer.from_pretrained(args.model)
tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
model = AutoModelForCausalLM.from_pretrained(args.model)
dataset = load_dataset(args.dataset, split="train")
dataset = dataset.map(
    lambda row: tokenizer(row["text"], truncation=True, max_length=512),
    remove_columns=dataset.column_names,
)

trainer = Trainer(
    model=model,
    args=TrainingArguments(
        output_dir="output",
        max_steps=args.steps,
        bf16=torch.cuda.is_available(),
        push_to_hub=True,
        hub_model_id=args.output,
        report_to="none",
    ),
    train_dataset=dataset,
    data_collator=DataCollatorForLanguageModeling(tokenizer, mlm=False),
    processing_class=tokenizer,
)
trainer.train()
trainer.push_to_hub()
print(f"Pushed to {args.output}")
