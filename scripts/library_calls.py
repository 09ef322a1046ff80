"""
What scripts call of the libraries that stand on the Hub: one function for each call.

Every function takes the name of a repository and what else the situation wants to pass on. The
imports are inside, as a worker loads only what its library needs.
"""

from __future__ import annotations

import importlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TINY_BERT = {
    "vocab_size": 8,
    "hidden_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 1,
    "intermediate_size": 8,
}
# What is slow to import; a worker does so once, before it makes a copy of itself for each case.
SLOW = {
    "transformers": (
        "torch",
        "transformers.models.auto.modeling_auto",
        "transformers.models.auto.processing_auto",
        "transformers.models.bert.modeling_bert",
        "transformers.pipelines",
        "transformers.trainer",
    ),
    "datasets": ("datasets",),
    "diffusers": (
        "torch",
        "diffusers.pipelines.ddpm",
        "diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion",
        "diffusers.models.unets.unet_2d_condition",
        "diffusers.models.autoencoders.autoencoder_kl",
        "peft",
    ),
    "sentence-transformers": ("sentence_transformers", "sentence_transformers.models"),
    "huggingface_hub": ("huggingface_hub", "pandas", "pyarrow.parquet"),
}


def preload(library: str) -> None:
    """Import what a library's calls need, and would import in each process anew."""
    for name in SLOW[library]:
        importlib.import_module(name)


@dataclass(frozen=True)
class Call:
    """A call of a library; `use` says which situations it can be in."""

    library: str
    name: str
    run: Callable[..., object]
    use: str = "read"
    kind: str = "model"
    is_main: bool = False


def _transformers_read(name: str) -> Callable[..., object]:
    def run(repo: str, **options: str) -> object:
        import transformers

        return getattr(transformers, name).from_pretrained(repo, **options)

    return run


def _pipeline(repo: str, **options: str) -> object:
    from transformers import pipeline

    return pipeline("text-classification", model=repo, **options)


def _tiny_model() -> Any:
    from transformers import BertConfig, BertModel

    return BertModel(BertConfig(**TINY_BERT))


def _tiny_tokenizer() -> Any:
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    return PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]", pad_token="a")


def _push_model(repo: str, **options: str) -> object:
    return _tiny_model().push_to_hub(repo, **options)


def _push_tokenizer(repo: str, **options: str) -> object:
    return _tiny_tokenizer().push_to_hub(repo, **options)


def _push_config(repo: str, **options: str) -> object:
    from transformers import BertConfig

    return BertConfig(**TINY_BERT).push_to_hub(repo, **options)


def _trainer(repo: str, **options: str) -> object:
    from transformers import Trainer, TrainingArguments

    with tempfile.TemporaryDirectory() as folder:
        wanted = TrainingArguments(
            folder,
            push_to_hub=True,
            hub_model_id=repo,
            hub_token=options.get("token"),
            report_to=[],
            use_cpu=True,
        )
        return Trainer(_tiny_model(), wanted).push_to_hub()


def _load_dataset(repo: str, **options: Any) -> object:
    from datasets import load_dataset

    return load_dataset(repo, **options)


def _stream(repo: str, **options: Any) -> object:
    from datasets import load_dataset

    return next(iter(load_dataset(repo, split="train", streaming=True, **options)))


def _load_files(repo: str, revision: str = "main", **options: Any) -> object:
    from datasets import load_dataset

    return load_dataset(
        "parquet", data_files=f"hf://datasets/{repo}@{revision}/data.parquet", **options
    )


def _load_builder(repo: str, **options: Any) -> object:
    from datasets import load_dataset_builder

    return load_dataset_builder(repo, **options)


def _config_names(repo: str, **options: Any) -> object:
    from datasets import get_dataset_config_names

    return get_dataset_config_names(repo, **options)


def _push_dataset(repo: str, **options: Any) -> object:
    from datasets import Dataset

    return Dataset.from_dict({"number": [1, 2]}).push_to_hub(repo, **options)


def _push_dataset_dict(repo: str, **options: Any) -> object:
    from datasets import Dataset, DatasetDict

    return DatasetDict(train=Dataset.from_dict({"number": [1, 2]})).push_to_hub(repo, **options)


def _diffusers_read(name: str, **more: str) -> Callable[..., object]:
    def run(repo: str, **options: str) -> object:
        import diffusers

        return getattr(diffusers, name).from_pretrained(repo, **more, **options)

    return run


def _lora(repo: str, **options: str) -> object:
    from diffusers import StableDiffusionPipeline

    parts = "vae text_encoder tokenizer unet scheduler safety_checker feature_extractor".split()
    pipeline = StableDiffusionPipeline(**dict.fromkeys(parts), requires_safety_checker=False)
    return pipeline.load_lora_weights(repo, **options)


def _tiny_unet() -> Any:
    from diffusers import UNet2DModel

    return UNet2DModel(
        sample_size=8,
        block_out_channels=(4,),
        norm_num_groups=2,
        layers_per_block=1,
        down_block_types=("DownBlock2D",),
        up_block_types=("UpBlock2D",),
        attention_head_dim=2,
    )


def _push_unet(repo: str, **options: str) -> object:
    return _tiny_unet().push_to_hub(repo, **options)


def _push_pipeline(repo: str, **options: str) -> object:
    from diffusers import DDPMPipeline, DDPMScheduler

    return DDPMPipeline(_tiny_unet(), DDPMScheduler()).push_to_hub(repo, **options)


def _sentences_read(name: str) -> Callable[..., object]:
    def run(repo: str, **options: str) -> object:
        import sentence_transformers

        return getattr(sentence_transformers, name)(repo, **options)

    return run


def _tiny_sentences() -> Any:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding

    words = StaticEmbedding(_tiny_tokenizer().backend_tokenizer, embedding_dim=4)
    return SentenceTransformer(modules=[words])


def _push_sentences(repo: str, **options: str) -> object:
    return _tiny_sentences().push_to_hub(repo, exist_ok=True, **options)


def _save_sentences(repo: str, **options: str) -> object:
    return _tiny_sentences().save_to_hub(repo, exist_ok=True, **options)


def _download(repo: str, **options: Any) -> object:
    from huggingface_hub import hf_hub_download

    return hf_hub_download(repo, "config.json", **options)


def _snapshot(repo: str, **options: Any) -> object:
    from huggingface_hub import snapshot_download

    return snapshot_download(repo, **options)


def _snapshot_dataset(repo: str, **options: Any) -> object:
    return _snapshot(repo, repo_type="dataset", **options)


def _api(method: str, **more: Any) -> Callable[..., object]:
    def run(repo: str, **options: Any) -> object:
        from huggingface_hub import HfApi

        return getattr(HfApi(), method)(repo, **more, **options)

    return run


def _fs_open(repo: str, revision: str = "main", token: str | None = None) -> object:
    from huggingface_hub import HfFileSystem

    with HfFileSystem(token=token).open(f"{repo}@{revision}/config.json") as file:
        return file.read()


def _fs_ls(repo: str, revision: str = "main", token: str | None = None) -> object:
    from huggingface_hub import HfFileSystem

    return HfFileSystem(token=token).ls(f"datasets/{repo}@{revision}")


def _pandas(repo: str, revision: str = "main", token: str | None = None) -> object:
    import pandas as pd

    path = f"hf://datasets/{repo}@{revision}/data.parquet"
    return pd.read_parquet(path, storage_options={"token": token} if token else None)


def _upload_file(repo: str, **options: Any) -> object:
    from huggingface_hub import HfApi

    api = HfApi(**options)
    api.create_repo(repo, exist_ok=True)
    return api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo)


def _upload_only(repo: str, **options: Any) -> object:
    from huggingface_hub import HfApi

    return HfApi(**options).upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo)


def _upload_folder(repo: str, **options: Any) -> object:
    from huggingface_hub import HfApi

    api = HfApi(**options)
    api.create_repo(repo, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x.txt").write_text("x")
        return api.upload_folder(folder_path=folder, repo_id=repo)


def _fs_write(repo: str, **options: Any) -> None:
    from huggingface_hub import HfApi, HfFileSystem

    HfApi(**options).create_repo(repo, repo_type="dataset", exist_ok=True)
    with HfFileSystem(**options).open(f"datasets/{repo}/x.txt", "w") as file:
        file.write("x")


def _whoami(_: str, **options: Any) -> object:
    from huggingface_hub import whoami

    return whoami(**options)


def _login(_: str, token: str | None = None) -> None:
    from huggingface_hub import get_token, login

    login(token or get_token(), skip_if_logged_in=False)


def _run_job(_: str, **options: Any) -> object:
    from huggingface_hub import run_job

    return run_job(image="python:3.13", command=["true"], namespace="alice", **options)


CALLS = (
    Call("transformers", "AutoModel", _transformers_read("AutoModel"), is_main=True),
    Call("transformers", "AutoTokenizer", _transformers_read("AutoTokenizer"), is_main=True),
    Call("transformers", "AutoConfig", _transformers_read("AutoConfig")),
    Call("transformers", "AutoProcessor", _transformers_read("AutoProcessor")),
    Call("transformers", "GenerationConfig", _transformers_read("GenerationConfig")),
    Call("transformers", "pipeline", _pipeline),
    Call("transformers", "model.push_to_hub", _push_model, "write", is_main=True),
    Call("transformers", "tokenizer.push_to_hub", _push_tokenizer, "write"),
    Call("transformers", "config.push_to_hub", _push_config, "write"),
    Call("transformers", "Trainer.push_to_hub", _trainer, "write"),
    Call("datasets", "load_dataset", _load_dataset, kind="dataset", is_main=True),
    Call("datasets", "load_dataset(streaming)", _stream, kind="dataset"),
    Call("datasets", "load_dataset(data_files)", _load_files, kind="dataset", is_main=True),
    Call("datasets", "load_dataset_builder", _load_builder, kind="dataset"),
    Call("datasets", "get_dataset_config_names", _config_names, kind="dataset"),
    Call("datasets", "Dataset.push_to_hub", _push_dataset, "write", "dataset", is_main=True),
    Call("datasets", "DatasetDict.push_to_hub", _push_dataset_dict, "write", "dataset"),
    Call("diffusers", "DiffusionPipeline", _diffusers_read("DiffusionPipeline"), is_main=True),
    Call(
        "diffusers",
        "UNet2DConditionModel",
        _diffusers_read("UNet2DConditionModel", subfolder="unet"),
        is_main=True,
    ),
    Call("diffusers", "AutoencoderKL", _diffusers_read("AutoencoderKL")),
    Call("diffusers", "DDPMScheduler", _diffusers_read("DDPMScheduler")),
    Call("diffusers", "load_lora_weights", _lora),
    Call("diffusers", "pipeline.push_to_hub", _push_pipeline, "write", is_main=True),
    Call("diffusers", "unet.push_to_hub", _push_unet, "write"),
    Call(
        "sentence-transformers",
        "SentenceTransformer",
        _sentences_read("SentenceTransformer"),
        is_main=True,
    ),
    Call("sentence-transformers", "CrossEncoder", _sentences_read("CrossEncoder")),
    Call("sentence-transformers", "SparseEncoder", _sentences_read("SparseEncoder")),
    Call("sentence-transformers", "push_to_hub", _push_sentences, "write", is_main=True),
    Call("sentence-transformers", "save_to_hub", _save_sentences, "write"),
    Call("huggingface_hub", "hf_hub_download", _download, is_main=True),
    Call("huggingface_hub", "snapshot_download", _snapshot, is_main=True),
    Call("huggingface_hub", "snapshot_download(dataset)", _snapshot_dataset, kind="dataset"),
    Call("huggingface_hub", "model_info", _api("model_info"), is_main=True),
    Call("huggingface_hub", "list_repo_files", _api("list_repo_files")),
    Call("huggingface_hub", "HfFileSystem.open", _fs_open),
    Call("huggingface_hub", "HfFileSystem.ls", _fs_ls, kind="dataset", is_main=True),
    Call("huggingface_hub", "pandas.read_parquet", _pandas, kind="dataset", is_main=True),
    Call("huggingface_hub", "create_repo", _api("create_repo"), "write"),
    Call("huggingface_hub", "upload_file", _upload_file, "write", is_main=True),
    Call("huggingface_hub", "upload_folder", _upload_folder, "write"),
    Call("huggingface_hub", "HfFileSystem.write", _fs_write, "write", "dataset"),
    Call("huggingface_hub", "whoami", _whoami, "account"),
    Call("huggingface_hub", "login", _login, "account"),
    Call("huggingface_hub", "run_job", _run_job, "jobs"),
)
