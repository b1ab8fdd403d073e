using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Training;

/// <summary>
/// A pre-norm Transformer block (Vaswani and others 2017; Xiong and others 2020): a = x + attention(norm(x)),
/// y = a + W₂ gelu(W₁ norm(a) + b₁) + b₂.
/// </summary>
internal sealed class TransformerBlock : WholeSequenceLayer
{
    private readonly int _heads;
    private readonly int _window;
    private readonly LayerNorm _attentionNorm;
    private readonly LayerNorm _innerNorm;
    private readonly Dense _into;
    private readonly Dense _out;
    private readonly Dense _inner;
    private readonly Dense _outer;

    /// <summary>A block.</summary>
    /// <param name="size">D: features of each step.</param>
    /// <param name="heads">Heads, which divide the features into equal parts.</param>
    /// <param name="innerSize">Units of the dense map inside.</param>
    /// <param name="window">A step sees itself and the window − 1 steps before it; 0 for all steps before.</param>
    public TransformerBlock(int size, int heads, int innerSize, int window = 0)
    {
        (_heads, _window) = (heads, window);
        _attentionNorm = AddLayer("attention_norm", new LayerNorm(size));
        _into = AddLayer("attention.in_projection", new Dense(size, 3 * size));
        _out = AddLayer("attention.out_projection", new Dense(size, size));
        _innerNorm = AddLayer("inner_norm", new LayerNorm(size));
        _inner = AddLayer("inner", new Dense(size, innerSize, ElementwiseFunction.Gelu));
        _outer = AddLayer("outer", new Dense(innerSize, size));
    }

    /// <inheritdoc/>
    public override int InputSize => _into.InputSize;

    /// <summary>The keys and values of the window, and how many there are; 0 without a window.</summary>
    public override int StateSize => _window == 0 ? 0 : (2 * _window * InputSize) + 1;

    /// <inheritdoc/>
    protected override Variable Apply(Tape tape, Variable input, Packing packing)
    {
        int d = InputSize / _heads;
        Variable projected = _into.Apply(tape, _attentionNorm.Apply(tape, input, packing), packing);
        Variable Part(int part, int head) => tape.SliceColumns(projected, (part * InputSize) + (head * d), d);
        Variable[] heads =
        [
            .. Enumerable.Range(0, _heads).Select(head => CausalAttention.Apply(
                tape, packing, _window, tape.Scale(Part(0, head), 1 / MathF.Sqrt(d)), Part(1, head), Part(2, head))),
        ];
        Variable attended = tape.Add(input, _out.Apply(tape, tape.Concatenate(heads), packing));
        Variable mapped = _inner.Apply(tape, _innerNorm.Apply(tape, attended, packing), packing);
        return tape.Add(attended, _outer.Apply(tape, mapped, packing));
    }
}
