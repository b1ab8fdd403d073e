using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Linear-chain conditional random field: a label's score at a step and its weight after the label before decide
/// together over whole sequences.
/// </summary>
/// <remarks>
/// Lafferty, McCallum and Pereira 2001. Parameters: <c>start</c> [C], <c>transition</c> [C, C] (from the row's label to
/// the column's), <c>end</c> [C]. It has no output tensor: it gives the loss of known labels
/// and decodes unknown ones.
/// </remarks>
public sealed class Crf : Layer
{
    private readonly Parameter _start;
    private readonly Parameter _transition;
    private readonly Parameter _end;

    /// <summary>A chain over labels.</summary>
    /// <param name="labels">C, 1 … 4096.</param>
    /// <param name="initializer">How the weights begin; uniform within 0.1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of labels is out of range.</exception>
    public Crf(int labels, Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels, 4096);
        Labels = labels;
        initializer ??= new Uniform(0.1);
        _start = AddParameter("start", new Shape(labels), initializer);
        _transition = AddParameter("transition", new Shape(labels, labels), initializer);
        _end = AddParameter("end", new Shape(labels), initializer);
    }

    /// <summary>C: how many labels there are.</summary>
    public int Labels { get; }

    /// <summary>The mean over steps of −ln p(labels | scores).</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="scores">[N, C], packed.</param>
    /// <param name="labels">[N, 1] or [N], whole numbers 0 … C − 1.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[1].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public Variable Loss(Tape tape, Variable scores, Tensor labels, Packing packing)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return CrfOp.Apply(tape, packing, scores, labels, tape.Use(_start), tape.Use(_transition), tape.Use(_end));
    }

    /// <summary>The likeliest labels of whole sequences (Viterbi).</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="scores">[N, C], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="labels">[N, 1] or [N], overwritten.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public void Decode(Backend backend, Tensor scores, Packing packing, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(backend);
        backend.CrfDecode(packing, scores, _start.Value, _transition.Value, _end.Value, labels);
    }
}
