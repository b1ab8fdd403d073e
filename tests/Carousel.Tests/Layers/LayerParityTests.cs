using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>
/// The recurrent layers against PyTorch in double precision: outputs, final states and every gradient.
/// </summary>
public sealed class LayerParityTests
{
    public static TheoryData<string> Names =>
        [
            .. Golden.Names("lstm"), .. Golden.Names("gru"), .. Golden.Names("elman"), .. Golden.Names("mingru"),
            .. Golden.Names("minlstm"), .. Golden.Names("slstm"), .. Golden.Names("mlstm"), .. Golden.Names("delta"),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_AgreeWithPyTorch(string name)
    {
        using var backend = new CpuBackend(2);
        using var arena = new Arena(backend);
        var network = new GoldenNetwork(Golden.Read(name));
        network.Layer.Build(backend, 1);
        network.SetParameters();

        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Gradients);
        var batch = SequenceBatch.FromPadded(network.Padded("x"), network.Lengths, network.Layer.InputSize);
        Variable x = tape.Watch(tape.Input(batch).Value);
        Variable start = tape.Watch(tape.Input(network.State("h0"), network.StateShape).Value);
        SequenceOutput output = network.Layer.Forward(tape, x, batch.Packing, start);
        var seed = SequenceBatch.FromPadded(network.Padded("dy"), network.Lengths, network.Layer.OutputSize);
        tape.Gradient(output.Hidden).Write(seed.Values);
        tape.Gradient(output.FinalState).Write(network.State("dhn"));
        tape.Propagate();

        network.Compare("y", ToPadded(batch.Packing, output.Hidden.Value));
        network.CompareState("hn", output.FinalState.Value);
        network.Compare("dx", ToPadded(batch.Packing, tape.Gradient(x)));
        network.CompareState("dh0", tape.Gradient(start));
        network.CompareParameterGradients();
    }

    private static float[] ToPadded(Packing packing, Tensor rows) =>
        SequenceBatch.ToPadded(packing, rows.ToArray(), rows.Shape[1], padding: 0);
}
