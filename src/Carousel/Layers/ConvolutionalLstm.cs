using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// A cell whose states are pictures: gates see neighbouring places of the input and of the hidden picture by
/// convolutions.
/// </summary>
/// <remarks>
/// Shi and others 2015, without their weights from cell to gate: [i f g o] = W * x + U * h + b, c = σ(f)·c +
/// σ(i)·tanh(g), h = σ(o)·tanh(c), where * is a convolution that keeps the size. Pictures are rows of places with
/// channels
/// last, [B·H·W, C]. The forget gate's bias begins at 1.
/// </remarks>
internal sealed class ConvolutionalLstm : Layer
{
    private readonly PictureConvolution _input;
    private readonly PictureConvolution _recurrent;
    private readonly Parameter _bias;

    /// <summary>A cell.</summary>
    /// <param name="input">H, W and C of the pictures that it reads.</param>
    /// <param name="hidden">F: channels of the hidden picture and of the cells.</param>
    /// <param name="kernelSize">K: gates see K·K places; odd.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or K is even.</exception>
    public ConvolutionalLstm(PictureSize input, int hidden, int kernelSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfEqual(kernelSize % 2, 0, nameof(kernelSize));
        Hidden = hidden;
        _input = AddLayer("input", new PictureConvolution(input, LstmGates.Count * hidden, kernelSize, bias: false));
        _recurrent = AddLayer(
            "recurrent",
            new PictureConvolution(
                input with { Channels = hidden }, LstmGates.Count * hidden, kernelSize, bias: false));
        _bias = AddParameter("bias", new Shape(LstmGates.Count * hidden), new Constant(0, 1, 0, 0), LstmGates.Count);
    }

    /// <summary>F.</summary>
    public int Hidden { get; }

    /// <summary>
    /// Runs over whole clips. What comes from the input is one product for all steps; only the hidden pictures go step
    /// by step.
    /// </summary>
    /// <param name="tape">Records it.</param>
    /// <param name="pictures">[T·B·H·W, C]: the first pictures of all clips, then the second, and so on.</param>
    /// <param name="steps">T.</param>
    /// <returns>The hidden pictures, [T·B·H·W, F].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public Variable Forward(Tape tape, Variable pictures, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        Variable gates = Project(tape, pictures);
        int rows = gates.Shape[0] / steps;
        var all = new Variable[steps];
        Variable hidden = default, cell = default;
        for (int t = 0; t < steps; t++)
        {
            (hidden, cell) = Advance(tape, tape.SliceRows(gates, t * rows, rows), hidden, cell);
            all[t] = hidden;
        }

        return ConcatenateOp.Rows(tape, all);
    }

    /// <summary>One step.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="pictures">[B·H·W, C].</param>
    /// <param name="hidden">[B·H·W, F], or <c>default</c> for zeros before the first step.</param>
    /// <param name="cell">As hidden.</param>
    /// <returns>The hidden pictures and the cells, [B·H·W, F] each.</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public (Variable Hidden, Variable Cell) Step(
        Tape tape, Variable pictures, Variable hidden = default, Variable cell = default) =>
        Advance(tape, Project(tape, pictures), hidden, cell);

    private Variable Project(Tape tape, Variable pictures) =>
        AddRowOp.Apply(tape, _input.Apply(tape, pictures), tape.Use(_bias));

    private (Variable Hidden, Variable Cell) Advance(Tape tape, Variable gates, Variable hidden, Variable cell)
    {
        gates = hidden.IsNone ? gates : tape.Add(gates, _recurrent.Apply(tape, hidden));
        Variable candidate = tape.Multiply(
            tape.Logistic(tape.SliceColumns(gates, 0, Hidden)),
            tape.Tanh(tape.SliceColumns(gates, 2 * Hidden, Hidden)));
        Variable next = cell.IsNone ? candidate
            : tape.Add(candidate, tape.Multiply(tape.Logistic(tape.SliceColumns(gates, Hidden, Hidden)), cell));
        return (tape.Multiply(tape.Logistic(tape.SliceColumns(gates, 3 * Hidden, Hidden)), tape.Tanh(next)), next);
    }
}
