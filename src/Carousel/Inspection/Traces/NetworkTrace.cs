using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Inspection.Traces;

/// <summary>Runs the recurrent layers of a network over a sequence and keeps what they hold.</summary>
public static class NetworkTrace
{
    /// <summary>Runs a network in inference over one sequence from its start state.</summary>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">Built layers: cells, stacks of them, both directions, with dropout, embeddings and dense maps between.</param>
    /// <param name="input">[T, I].</param>
    /// <returns>A trace of each recurrent layer, the lowest first, forward before reverse.</returns>
    /// <exception cref="ArgumentException">The input is no whole number of steps, or the network has no recurrent layer whose states can be seen.</exception>
    public static IReadOnlyList<LayerTrace> Of(Backend backend, SequenceLayer network, ReadOnlySpan<float> input)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(network);
        if (input.Length == 0 || input.Length % network.InputSize != 0)
        {
            throw new ArgumentException($"input: expected [T, I] with I = {network.InputSize}, but got {input.Length} values.", nameof(input));
        }

        int T = input.Length / network.InputSize;
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing([T]);
        var traces = new List<LayerTrace>();
        Run(tape, network, "", tape.Input(input, new Shape(T, network.InputSize)), packing, traces);
        return traces.Count > 0 ? traces : throw new ArgumentException($"The layer '{network.Path}' has no recurrent layer inside.", nameof(network));
    }

    private static Variable Run(Tape tape, SequenceLayer layer, string place, Variable input, Packing packing, List<LayerTrace> traces)
    {
        string Inner(string name) => place.Length == 0 ? name : $"{place}.{name}";
        switch (layer)
        {
            case Stack { IsResidual: false } stack:
                foreach ((string name, Layer inner) in stack.NamedLayers)
                {
                    input = Run(tape, (SequenceLayer)inner, Inner(name), input, packing, traces);
                }

                return input;
            case Bidirectional both:
                Variable[] outputs = [.. both.NamedLayers.Select(inner => Run(tape, (SequenceLayer)inner.Layer, Inner(inner.Name), input, packing, traces))];
                return tape.Concatenate(outputs[0], outputs[1]);
            case Lstm { Options.IsPlain: true } lstm:
                GateTrace gates = GateTrace.Of(tape.Backend, lstm, input.Value.ToArray());
                traces.Add(new LayerTrace(place, gates.Steps, gates.Units, new Dictionary<TraceQuantity, float[]>
                {
                    [TraceQuantity.Hidden] = gates.Hidden,
                    [TraceQuantity.Cell] = gates.Cell,
                    [TraceQuantity.InputGate] = gates.InputGate,
                    [TraceQuantity.ForgetGate] = gates.ForgetGate,
                    [TraceQuantity.OutputGate] = gates.OutputGate,
                    [TraceQuantity.Candidate] = gates.Candidate,
                }));
                return tape.Input(gates.Hidden, new Shape(gates.Steps, gates.Units));
            default:
                Variable output = layer.Forward(tape, input, packing).Hidden;
                if (layer is Gru or Elman or Lstm)
                {
                    int units = layer.OutputSize;
                    traces.Add(new LayerTrace(place, packing.Rows, units, new Dictionary<TraceQuantity, float[]> { [TraceQuantity.Hidden] = output.Value.ToArray() }));
                }

                return output;
        }
    }
}
