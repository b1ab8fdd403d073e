using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// A recurrent layer over the patches of the past; dense layers that mix the bases of each patch ahead and give the
/// distances between quantiles.
/// </summary>
internal sealed class ZeroShotNetwork : Layer
{
    private const int Width = 160, Inner = 128, Summary = Facts + BaseErrors;

    private readonly SequenceLayer _recurrent;
    private readonly Dense _state, _ahead, _inner, _outputs;
    private readonly MixtureRoom _room = new();
    private int[] _origins = [];

    /// <summary>A network.</summary>
    /// <param name="recurrent">Reads <see cref="Inputs"/> values a patch.</param>
    public ZeroShotNetwork(SequenceLayer recurrent)
    {
        _recurrent = AddLayer("recurrent", recurrent);
        _state = AddLayer("state", new Dense(recurrent.OutputSize + Summary, Width));
        _ahead = AddLayer("ahead", new Dense(AheadInputs, Width, bias: false));
        _inner = AddLayer("inner", new Dense(Width, Inner, ElementwiseFunction.Gelu));
        _outputs = AddLayer("outputs", new Dense(Inner, Outputs, initializer: Carousel.Layers.Constant.Zero));
    }

    /// <summary>An empty network of the sizes that a file has.</summary>
    /// <param name="file">The file.</param>
    public static ZeroShotNetwork Of(ModelFile file) =>
        new(new Gru(Inputs, file.Tensors.Single(tensor => tensor.Name == "recurrent.R").Shape[1]));

    /// <summary>Quantiles of all patches ahead of all origins.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>[O·<see cref="PatchesAhead"/>, <see cref="Patch"/>·<see cref="Levels"/>], in units of the
    /// bases.</returns>
    public Variable Forward(Tape tape, ZeroShotBatch batch)
    {
        int origins = batch.Origins, rows = origins * PatchesAhead;
        Variable states = _recurrent.Forward(tape, batch.Past);
        Variable state = GatherOp.Apply(tape, states, batch.States, origins);
        Variable summary = tape.Input(batch.Summaries, new Shape(origins, Summary));
        Variable both = _state.Apply(tape, ConcatenateOp.Columns(tape, [state, summary]));
        Variable ahead = _ahead.Apply(tape, tape.Input(batch.Ahead, new Shape(rows, AheadInputs)));
        if (_origins.Length < rows)
        {
            _origins = [.. Enumerable.Range(0, rows).Select(row => row / PatchesAhead)];
        }

        Variable hidden = ElementwiseOp.Apply(
            tape, ElementwiseFunction.Gelu, tape.Add(GatherOp.Apply(tape, both, _origins, rows), ahead));
        Variable outputs = _outputs.Apply(tape, _inner.Apply(tape, hidden));
        Tensor bases = tape.Input(batch.Bases, new Shape(rows, Bases * Patch)).Value;
        return MixtureOp.Apply(tape, outputs, bases, _room);
    }
}
