"""
The same transformer and the same training in PyTorch, as somebody who uses PyTorch would write them, to compare with.

Reads a job (torch.ts says of what) as JSON from standard input. Prints a line of JSON at every measurement, losses in nats
a token, and at the end one with the time of the fastest step and the speed of a 512 x 512 matrix product.
"""
import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * self.weight


class Layer(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_mlp = Norm(width), Norm(width)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.gate, self.up = (nn.Linear(width, hidden, bias=False) for _ in range(2))
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x, cos, sin, mask):
        rows, length, width = x.shape
        split = lambda y: y.view(rows, length, self.heads, width // self.heads).transpose(1, 2)
        normed = self.before_attention(x)
        q, k, v = rotate(split(self.q(normed)), cos, sin), rotate(split(self.k(normed)), cos, sin), split(self.v(normed))
        shares = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(width // self.heads) + mask, -1)
        x = x + self.o((shares @ v).transpose(1, 2).reshape(rows, length, width))
        normed = self.before_mlp(x)
        return x + self.down(F.silu(self.gate(normed)) * self.up(normed))


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


class Transformer(nn.Module):
    def __init__(self, vocabulary, context, width, layers, heads, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(Layer(width, heads, hidden) for _ in range(layers))
        self.norm = Norm(width)
        half = width // heads // 2
        angles = torch.outer(torch.arange(context), 10000.0 ** (-torch.arange(half) / half))
        self.cos, self.sin = angles.cos(), angles.sin()
        self.mask = torch.full((context, context), -math.inf).triu(1)
        for name, weight in self.named_parameters():
            adds = name.endswith(("o.weight", "down.weight"))
            if weight.dim() == 2:
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * layers) if adds else 0.02)

    def loss(self, tokens, following):
        x = self.embedding(tokens)
        for layer in self.layers:
            x = layer(x, self.cos, self.sin, self.mask)
        return F.cross_entropy((self.norm(x) @ self.embedding.weight.T).flatten(0, 1), following.flatten())


def read(path):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.int16).to(torch.int64) & 0xFFFF


def rate(settings, step):
    warm_up, steps, highest = settings["warmUp"], settings["steps"], settings["learningRate"]
    if step < warm_up:
        return highest * (step + 1) / warm_up
    done = (step - warm_up) / max(1, steps - warm_up)
    return highest * (0.1 + 0.45 * (1 + math.cos(math.pi * min(1, done))))


def product_rate():
    a = torch.randn(512, 512)
    best = math.inf
    for _ in range(12):
        began = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - began)
    return 2 * 512**3 / best


def main():
    job = json.load(sys.stdin)
    settings, rows = job["settings"], job["rows"]
    context = job["config"]["context"]
    torch.set_num_threads(job["threads"])
    torch.manual_seed(settings["seed"])
    model = Transformer(**job["config"])
    weights = list(model.parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": [w for w in weights if w.dim() == 2], "weight_decay": settings["weightDecay"]},
            {"params": [w for w in weights if w.dim() == 1], "weight_decay": 0},
        ],
        betas=(0.9, 0.99),
    )
    text, held_out = read(job["tokens"]), read(job["heldOut"])
    windows = lambda of, starts: torch.stack([of[start : start + context + 1] for start in starts])

    def measure(step, training):
        with torch.no_grad():
            batches = [windows(held_out, job["starts"][i : i + rows]) for i in range(0, len(job["starts"]), rows)]
            losses = [len(batch) * model.loss(batch[:, :-1], batch[:, 1:]).item() for batch in batches]
        mean = sum(losses) / len(job["starts"]) if losses else None
        print(json.dumps({"step": step, "training": training, "heldOut": mean, "seconds": time.perf_counter() - began}), flush=True)

    best, processors, recent, began = math.inf, 0, [], time.perf_counter()
    for step in range(settings["steps"]):
        before, used = time.perf_counter(), time.process_time()
        batch = windows(text, torch.randint(len(text) - context, (rows,)).tolist())
        for group in optimiser.param_groups:
            group["lr"] = rate(settings, step)
        loss = model.loss(batch[:, :-1], batch[:, 1:])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, settings["clip"])
        optimiser.step()
        recent.append(loss.item())
        took = time.perf_counter() - before
        if took < best:
            best, processors = took, (time.process_time() - used) / took
        if (step + 1) % settings["evaluateEvery"] == 0 or step + 1 == settings["steps"]:
            measure(step + 1, sum(recent) / len(recent))
            recent = []
    print(json.dumps({"fastestStep": best, "processors": processors, "productRate": product_rate(), "version": torch.__version__}))


main()
