using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>Nodes of recurrent operators as layers.</summary>
internal static class ChainRecurrent
{
    /// <summary>What a node is; null for one that is not recurrent.</summary>
    public static RecurrentCell? KindOf(OnnxNode node) =>
        RecurrentCell.All.FirstOrDefault(cell => node.Domain.Length == 0 && cell.Onnx?.Name == node.OpType)
            ?? (ChainWeights.IsInBytes(node) ? LstmDescription.Cell : null);

    /// <summary>The axis of its input along which a node runs.</summary>
    public static int StepsAxis(ChainNode node, RecurrentCell kind) =>
        new RecurrentSettings(node.Node, kind).IsBatchFirst ? 1 : 0;

    /// <summary>Reads a node.</summary>
    /// <returns>Its outputs: steps, last states, and for an LSTM last cells.</returns>
    public static ChainValue[] Read(ChainNode node, RecurrentCell kind)
    {
        var settings = new RecurrentSettings(node.Node, kind);
        RowsValue rows = node.Whole(0);
        int steps = settings.IsBatchFirst ? 1 : 0, sequences = 1 - steps;
        if (rows.Shape.Rank == 3 && rows.Shape[steps].Count == 0)
        {
            throw node.Refused(
                "is fixed to one step, where a network reads sequences (export the model with a free time axis)");
        }

        if (rows.Shape.Rank != 3 || !rows.Shape.Is(steps, node.Steps.Kind)
            || rows.Shape[sequences].Any(f => f.Kind == node.Steps.Kind))
        {
            throw node.Refused("does not read the steps of sequences in order of time");
        }

        RequirePlain(node, settings);
        bool both = settings.Reverse.Length == 2;
        (ChainLayer[] ways, int H) = Ways(node, kind, settings, rows);
        NetworkLayer design = NetworkLayer.Of(kind, rows.Width, H) with
        {
            Bidirectional = both,
            Reverse = !both && settings.Reverse[0],
            ResetAfter = settings.ResetsAfter || !kind.HasInnerBias,
            Peepholes = node.Given(7) is not null,
        };
        ChainPath path = rows.Path.With(
            both
                ? new ChainLayer(design, ChainDirections.Both(ways[0].Weights, ways[1].Weights))
                : ways[0] with { Design = design });
        var directions = new ChainFactor(ChainFactorKind.Direction, both ? 2 : 1);
        var units = new ChainFactor(ChainFactorKind.Feature, H);
        IEnumerable<ChainFactor> batch = rows.Shape[sequences];
        ChainShape output = settings.IsBatchFirst
            ? new([batch, rows.Shape[steps], [directions], [units]])
            : new([rows.Shape[steps], [directions], batch, [units]]);
        ChainShape last = settings.IsBatchFirst
            ? new([batch, [directions], [units]])
            : new([[directions], batch, [units]]);
        int width = design.OutputSize;
        return [
            new RowsValue(path, output, width), new RowsValue(path.Pooled(NetworkPooling.Final, width), last, width),
            new CellsValue(),
        ];
    }

    private static void RequirePlain(ChainNode node, RecurrentSettings settings)
    {
        for (int direction = 0; direction < settings.Reverse.Length; direction++)
        {
            if (!settings.IsPlain(direction))
            {
                throw node.Refused(
                    $"has clip, input_forget or the "
                    + $"activations {string.Join(", ", settings.Activations(direction))}, where a "
                    + $"layer of Carousel has only {string.Join(", ", settings.Kind.Onnx!.Activations)}");
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

    /// <summary>The weights of each direction, and the units.</summary>
    private static (ChainLayer[] Ways, int H) Ways(
        ChainNode node, RecurrentCell kind, RecurrentSettings settings, RowsValue rows)
    {
        var read = new ChainWeights(node, settings, rows.Width);
        NetworkLayer design = NetworkLayer.Of(kind, rows.Width, read.Units);
        return (
            [.. Enumerable.Range(0, settings.Reverse.Length).Select(d => new ChainLayer(design, read.Of(d)))],
            read.Units);
    }
}
