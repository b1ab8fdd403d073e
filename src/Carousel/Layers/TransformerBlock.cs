using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A Transformer block: a = x + attention(norm(x)), y = a + W₂ f(W₁ norm(a) + b₁) + b₂.</summary>
/// <remarks>
/// Vaswani and others 2017, with the normalisation in front of each part (Xiong and others 2020), which trains without
/// a warm-up. Layers inside: <c>attention_norm</c>,
/// <c>attention</c>, <c>inner_norm</c>, <c>inner</c> and <c>outer</c>; dropout, where there is any, on what each part
/// adds. The state is that of the attention.
/// </remarks>
internal sealed class TransformerBlock : SequenceLayer
{
    private readonly LayerNorm _attentionNorm;
    private readonly MultiHeadAttention _attention;
    private readonly LayerNorm _innerNorm;
    private readonly Dense _inner;
    private readonly Dense _outer;
    private readonly Dropout? _attentionDropout;
    private readonly Dropout? _outerDropout;

    /// <summary>A block.</summary>
    /// <param name="size">D: features of each step, in and out.</param>
    /// <param name="heads">How many heads the attention has.</param>
    /// <param name="innerSize">Units of the dense map inside; 4·D if 0.</param>
    /// <param name="window">A step sees itself and the window − 1 steps before it; 0 for all steps before: then the
    /// block can't step. See <see cref="MultiHeadAttention"/>.</param>
    /// <param name="causal">False where every step sees the whole sequence.</param>
    /// <param name="activation">f: <see cref="ElementwiseFunction.Gelu"/> or <see cref="ElementwiseFunction.Relu"/>, or
    /// any other.</param>
    /// <param name="dropout">The share dropped in training, 0 or more and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the share is out of range.</exception>
    /// <exception cref="ArgumentException">The heads do not divide the features.</exception>
    public TransformerBlock(
        int size, int heads, int innerSize = 0, int window = 0, bool causal = true,
        ElementwiseFunction activation = ElementwiseFunction.Gelu, float dropout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(innerSize);
        int units = innerSize == 0 ? checked(4 * size) : innerSize;
        _attentionNorm = AddLayer("attention_norm", new LayerNorm(size));
        _attention = AddLayer("attention", new MultiHeadAttention(size, heads, window, causal));
        _innerNorm = AddLayer("inner_norm", new LayerNorm(size));
        _inner = AddLayer("inner", new Dense(size, units, activation));
        _outer = AddLayer("outer", new Dense(units, size));
        if (dropout != 0)
        {
            _attentionDropout = AddLayer("attention_dropout", new Dropout(size, dropout));
            _outerDropout = AddLayer("outer_dropout", new Dropout(size, dropout));
        }
    }

    /// <inheritdoc/>
    public override int InputSize => _attention.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _attention.OutputSize;

    /// <inheritdoc/>
    public override int StateSize => _attention.StateSize;

    /// <summary>True where the attention can step.</summary>
    public override bool IsCausal => _attention.IsCausal;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        (Variable seen, Variable finalState) = _attention.Forward(
            tape, _attentionNorm.Apply(tape, input, packing), packing, initialState);
        Variable attended = tape.Add(input, Dropout.Apply(_attentionDropout, tape, seen, packing));
        Variable mapped = _outer.Apply(
            tape, _inner.Apply(tape, _innerNorm.Apply(tape, attended, packing), packing), packing);
        return new SequenceOutput(tape.Add(attended, Dropout.Apply(_outerDropout, tape, mapped, packing)), finalState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        (2 * streams * OutputSize)
            + Math.Max(_attention.StepScratchLength(streams), streams * Math.Max(1, _inner.OutputSize));

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        int streams = input.Shape[0];
        var room = new StepRoom(scratch);
        Tensor normalized = room.Take(streams, OutputSize), part = room.Take(streams, OutputSize);

        // The norms, the attention and the map take turns.
        Tensor rest = room.Take(scratch.Length - (2 * streams * OutputSize));
        Tensor scale = new StepRoom(rest).Take(streams), units = new StepRoom(rest).Take(streams, _inner.OutputSize);
        _attentionNorm.Step(backend, input, normalized, default, scale);
        Tensor ofAttention = new StepRoom(rest).Take(_attention.StepScratchLength(streams));
        _attention.Step(backend, normalized, part, state, ofAttention);
        backend.Combine(1, input, 1, part, output);
        _innerNorm.Step(backend, output, normalized, default, scale);
        _inner.Step(backend, normalized, units, default, default);
        _outer.Step(backend, units, part, default, default);
        backend.Combine(1, output, 1, part, output);
    }
}
