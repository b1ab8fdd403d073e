using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Multi-head self-attention: each step takes a weighted mean of the steps that it sees, in several ways at once.
/// </summary>
/// <remarks>
/// Vaswani and others 2017, section 3.2. Parameters: the dense maps <c>in_projection</c> [3D, D], to queries, keys and
/// values in this order, and <c>out_projection</c> [D, D].
/// Derivation: docs/derivations/layers.md. The state is the keys and values of the last steps in the window;
/// gradients do not flow into it.
/// </remarks>
internal sealed class MultiHeadAttention : SequenceLayer
{
    private readonly Dense _inProjection;
    private readonly Dense _outProjection;

    /// <summary>A layer.</summary>
    /// <param name="size">D: features of each step, in and out.</param>
    /// <param name="heads">How many heads; they share out the features in equal parts.</param>
    /// <param name="window">
    /// A step sees itself and the window − 1 steps before it; 0 for all steps before. Without a window the past has no
    /// bound, so the layer can't step: where a stream is to see
    /// everything, the window is the most steps that it will have.
    /// </param>
    /// <param name="causal">False where every step sees the whole sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or a window is named where the layer is
    /// not causal.</exception>
    /// <exception cref="ArgumentException">The heads do not divide the features.</exception>
    public MultiHeadAttention(int size, int heads, int window = 0, bool causal = true)
    {
        Attention = new AttentionSize(size, heads, window, causal);
        _inProjection = AddLayer("in_projection", new Dense(size, 3 * size));
        _outProjection = AddLayer("out_projection", new Dense(size, size));
    }

    /// <summary>Sizes, and which steps a step sees.</summary>
    public AttentionSize Attention { get; }

    /// <inheritdoc/>
    public override int InputSize => Attention.Features;

    /// <inheritdoc/>
    public override int OutputSize => Attention.Features;

    /// <inheritdoc/>
    public override int StateSize => Attention.StateSize;

    /// <summary>
    /// True where the layer sees no later steps and its window bounds what it must keep of those before: then it can
    /// step.
    /// </summary>
    public override bool IsCausal => Attention.Window > 0;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        Variable projected = _inProjection.Apply(tape, input, packing);
        (Variable seen, Variable finalState) = AttentionOp.Apply(tape, Attention, packing, projected, initialState);
        return new SequenceOutput(_outProjection.Apply(tape, seen, packing), finalState);
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) =>
        streams * ((4 * Attention.Features) + AttentionKernel.StepScratchLength(Attention));

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        if (!IsCausal)
        {
            throw new NotSupportedException(Attention.IsCausal
                ? $"The layer '{Path}' reads all earlier steps, so its state would grow without bound step by step. "
                    + $"Give it a window: the maximum number of steps of a stream."
                : $"The layer '{Path}' reads later steps and cannot run step by step.");
        }

        (int streams, int D) = (input.Shape[0], Attention.Features);
        Tensor column = scratch.Reshape(new Shape(scratch.Length, 1));
        Tensor projected = column.Rows(0, streams * 3 * D).Reshape(new Shape(streams, 3 * D));
        Tensor seen = column.Rows(streams * 3 * D, streams * D).Reshape(new Shape(streams, D));
        int length = streams * AttentionKernel.StepScratchLength(Attention);
        _inProjection.Step(backend, input, projected, default, default);
        backend.AttentionStep(
            Attention, projected, seen, state, column.Rows(streams * 4 * D, length).Reshape(new Shape(length)));
        _outProjection.Step(backend, seen, output, default, default);
    }
}
