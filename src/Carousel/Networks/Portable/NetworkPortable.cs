using System.Globalization;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>A chain as it leaves Carousel.</summary>
internal static class NetworkPortable
{
    /// <summary>The chain, and the meaning of a step.</summary>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public static PortableDesign Design(NetworkChain chain)
    {
        NetworkDesign design = chain.Design;
        RequireCausal(design);
        return new(
            Sentence(design), [PortableMember.Of(Exported(chain))], Input(design, design.InputScales),
            Answer(design, design.OutputScales))
        {
            Table = design.Symbols > 0 ? null : new(null),
        };
    }

    /// <summary>The chain as a graph: its answer, soft-max, logistic function and scales included.</summary>
    public static ModelGraph Graph(NetworkChain chain) => new(ModelGraph.Whole, Sentence(chain.Design), graph =>
    {
        NetworkDesign design = chain.Design;
        GraphValue input = design.Symbols > 0
            ? graph.Symbols("symbols", GraphAxis.Sequences, Input(design, null))
            : graph.Numbers(
                "input", GraphAxis.Sequences, Input(design, null) with { InnerScales = design.InputScales ?? [] });
        GraphValue? lengths = !design.CanStep || design.Pooling is not null
            ? graph.Lengths("lengths", input)
            : null;
        GraphValue answer = chain.Draw(graph, input, lengths);
        graph.Output("output", answer, Answer(design, null) with { Function = PortableFunction.None });
    });

    private static string Sentence(NetworkDesign design) =>
        $"the answer to {(design.Pooling is null ? "each step" : "a sequence")}";

    private static PortableInput Input(NetworkDesign design, IReadOnlyList<FittedScaler>? scales) => design.Symbols > 0
        ? PortableInput.OfSymbols(
            "symbol", [.. Enumerable.Range(0, design.Symbols).Select(s => s.ToString(CultureInfo.InvariantCulture))],
            PortableUnits.SmallWords)
        : PortableInput.OfValues(
            design.InputColumns().Select((n, k) => Value(n, scales, k) with { Source = PortableSource.Of(n) }));

    private static PortableAnswer Answer(NetworkDesign design, IReadOnlyList<FittedScaler>? scales) =>
        new(design.Answer, [.. design.OutputColumns().Select((n, k) => Value(n, scales, k))]);

    private static PortableValue Value(string name, IReadOnlyList<FittedScaler>? scales, int place) =>
        scales is null
            ? new(name)
            : new(name) { Offset = scales[place].Offset, Scale = scales[place].Scale };

    // The layers from a step to the answer, the pooling among them.
    private static Layer[] Exported(NetworkChain chain) =>
        [
            .. new Layer?[] { chain.Embedding, chain.Reader, chain.Between,
                chain.Design.Pooling == NetworkPooling.Final
                    ? new Pooling(chain.Design.Layers.Last(l => l.IsRecurrent).OutputSize, PoolingKind.Last)
                    : chain.Pooling,
                chain.Head }.OfType<Layer>(),
        ];

    /// <summary>Refuses what does not step.</summary>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public static void RequireCausal(NetworkDesign design)
    {
        if (design.IsBidirectional)
        {
            throw new NotPortableException(
                "This network reads its sequence from both ends, so it can't answer step by step; train one in one "
                + "direction.");
        }

        if (design.Layers.FirstOrDefault(l => !l.CanStep) is { } layer)
        {
            throw new NotPortableException(
                $"The {layer.Describe()} of this network reads later steps, or all earlier ones, so it can't "
                + "answer step by step; train one with a window.");
        }
    }
}
