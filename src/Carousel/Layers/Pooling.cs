using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// One row out of all steps of each sequence: the last, the mean, the largest values, or a mean weighted by attention.
/// </summary>
/// <remarks>
/// Attention scores a step by v·tanh(W·x + b) (Yang and others 2016; Lin and others 2017) and has the parameters
/// <c>scores.0.weight</c>, <c>scores.0.bias</c> and
/// <c>scores.1.weight</c>; the other kinds have none. Derivation: docs/derivations/layers.md.
/// </remarks>
public sealed class Pooling : Layer
{
    private readonly Stack? _scores;

    /// <summary>A pooling over time.</summary>
    /// <param name="size">Features of a step, 1 or more.</param>
    /// <param name="kind">What is made of the steps.</param>
    /// <param name="attentionSize">Units that score a step, for attention; 0 for as many as features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public Pooling(int size, PoolingKind kind, int attentionSize = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegative(attentionSize);
        (Size, Kind) = (size, kind);
        if (kind == PoolingKind.Attention)
        {
            int units = attentionSize == 0 ? size : attentionSize;
            _scores = AddLayer(
                "scores",
                new Stack(new Dense(size, units, ElementwiseFunction.Tanh), new Dense(units, 1, bias: false)));
        }
    }

    /// <summary>Features of a step, and of the result.</summary>
    public int Size { get; }

    /// <summary>What is made of the steps.</summary>
    public PoolingKind Kind { get; }

    /// <summary>Pools each sequence.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, Size], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[B, Size] in the caller's order; zeros for an empty sequence.</returns>
    /// <exception cref="ShapeException">The rows do not fit the packing.</exception>
    public Variable Apply(Tape tape, Variable input, Packing packing) => _scores is null
        ? PoolingOp.Apply(tape, Kind, input, packing)
        : PoolingOp.Apply(tape, _scores.Forward(tape, input, packing).Hidden, input, packing);
}
