using Carousel.Backends;
using Carousel.Interchange.Onnx.Running;
using Carousel.Interchange.Onnx.Running.Recurrent;
using Carousel.Memory;
using Carousel.Tasks.Networks;

namespace Carousel.Interchange.Onnx.Chains;

/// <summary>Nodes of LSTM, GRU and RNN as layers.</summary>
/// <param name="backend">Holds weights while they are put into Carousel's order of gates.</param>
internal sealed class ChainRecurrent(CpuBackend backend)
{
    private const long MostBytes = 1L << 31;

    /// <summary>The operator of a name; null for one that is not recurrent.</summary>
    public static RecurrentKind? KindOf(string operation) => operation switch { "LSTM" => RecurrentKind.Lstm, "GRU" => RecurrentKind.Gru, "RNN" => RecurrentKind.Rnn, _ => null };

    /// <summary>The axis of its input along which a node runs.</summary>
    public static int StepsAxis(ChainNode node, RecurrentKind kind) => new RecurrentSettings(node.Node, kind).IsBatchFirst ? 1 : 0;

    /// <summary>Reads a node.</summary>
    /// <returns>Its outputs: steps, last states, and for an LSTM last cells.</returns>
    public ChainValue[] Read(ChainNode node, RecurrentKind kind)
    {
        var settings = new RecurrentSettings(node.Node, kind);
        RowsValue rows = node.Whole(0);
        int steps = settings.IsBatchFirst ? 1 : 0, sequences = 1 - steps;
        if (rows.Shape.Rank != 3 || !rows.Shape.Is(steps, node.Steps.Kind) || rows.Shape[sequences].Any(f => f.Kind == node.Steps.Kind))
        {
            throw node.Refused("does not read the steps of sequences in order of time");
        }

        RequirePlain(node, settings);
        int H = node.Known(2).Dims is [_, _, var own] ? own : 0;
        bool both = settings.Reverse.Length == 2;
        NetworkLayer design = new(kind == RecurrentKind.Lstm ? NetworkLayerKind.Lstm : kind == RecurrentKind.Gru ? NetworkLayerKind.Gru : NetworkLayerKind.Elman, rows.Width, H)
        {
            Bidirectional = both,
            Reverse = !both && settings.Reverse[0],
            ResetAfter = settings.ResetsAfter || kind != RecurrentKind.Gru,
            Peepholes = node.Given(7) is not null,
        };
        ChainPath path = rows.Path.With(new ChainLayer(design, Weights(node, kind, settings, rows.Width)));
        var directions = new ChainFactor(ChainFactorKind.Direction, both ? 2 : 1);
        var units = new ChainFactor(ChainFactorKind.Feature, H);
        IEnumerable<ChainFactor> batch = rows.Shape[sequences];
        ChainShape output = settings.IsBatchFirst ? new([batch, rows.Shape[steps], [directions], [units]]) : new([rows.Shape[steps], [directions], batch, [units]]);
        ChainShape last = settings.IsBatchFirst ? new([batch, [directions], [units]]) : new([[directions], batch, [units]]);
        int width = design.OutputSize;
        return [new RowsValue(path, output, width), new RowsValue(path.Pooled(NetworkPooling.Final, width), last, width), new CellsValue()];
    }

    private static void RequirePlain(ChainNode node, RecurrentSettings settings)
    {
        for (int direction = 0; direction < settings.Reverse.Length; direction++)
        {
            if (!settings.IsPlain(direction))
            {
                throw node.Refused($"has clip, input_forget or the activations {string.Join(", ", settings.Activations[direction].Select(a => a.Name))}, where a layer of Carousel has {string.Join(", ", settings.Kind.Defaults)} alone");
            }
        }

        if (node.Given(4) is { } lengths && Array.Exists(lengths.ToDoubles(), l => l != node.Steps.Size))
        {
            throw node.Refused("reads sequences of fixed lengths");
        }

        if (new[] { node.Given(5), node.Given(6) }.Any(s => s is not null && Array.Exists(s.ToDoubles(), v => v != 0)))
        {
            throw node.Refused("begins from a state other than zero");
        }
    }

    private Dictionary<string, float[]> Weights(ChainNode node, RecurrentKind kind, RecurrentSettings settings, int width)
    {
        // The checks of a run hold the weights against each other and against an input of one step.
        OnnxTensor w = node.Known(1);
        var step = new OnnxTensor(w.Type, [1, 1, width], new byte[width * w.Type.Size()]);
        var call = new NodeCall(node.Node, [step, w, node.Known(2), node.Given(3), null, null, null, node.Given(7)], new RunResources(new RunMemory(MostBytes), backend));
        var inputs = new RecurrentInputs(call, settings);
        var weights = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (int direction = 0; direction < settings.Reverse.Length; direction++)
        {
            var own = new KernelWeights(backend, kind, inputs, direction, settings.ResetsAfter);
            string prefix = settings.Reverse.Length == 1 ? "" : direction == 0 ? "forward." : "reverse.";
            (string Name, Parameter? Parameter)[] parts =
            [
                ("W", own.Lstm?.W ?? own.Variant?.W ?? own.Gru?.W ?? own.Elman?.W), ("R", own.Lstm?.R ?? own.Variant?.R ?? own.Gru?.R ?? own.Elman?.R),
                ("b", own.Lstm?.B ?? own.Variant?.B ?? own.Gru?.B ?? own.Elman?.B), ("q", own.Gru?.Q), ("peepholes", own.Variant?.Peepholes),
            ];
            foreach ((string name, Parameter? parameter) in parts)
            {
                if (parameter is not null)
                {
                    weights[prefix + name] = parameter.Value.ToArray();
                }
            }
        }

        return weights;
    }
}
