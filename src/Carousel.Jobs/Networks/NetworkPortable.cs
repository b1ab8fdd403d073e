using System.Globalization;
using Carousel.Jobs.Graphs;
using Carousel.Jobs.Portable;
using Carousel.Kernels.Elementwise;

namespace Carousel.Jobs.Networks;

/// <summary>A chain as it leaves Carousel.</summary>
internal static class NetworkPortable
{
    /// <summary>The chain, and what a step is.</summary>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public static PortableDesign Design(NetworkChain chain)
    {
        NetworkDesign design = chain.Design;
        RequireCausal(design);
        return new PortableDesign(
            Sentence(design), [PortableMember.Of(chain.Exported())], Input(design), Answer(design))
        {
            Table = design.Symbols > 0 ? null : new PortableTable(null),
        };
    }

    /// <summary>The chain as a graph: its answer, soft-max or logistic function included.</summary>
    public static ModelGraph Graph(NetworkChain chain) => new(ModelGraph.Whole, Sentence(chain.Design), graph =>
    {
        NetworkDesign design = chain.Design;
        GraphValue input = design.Symbols > 0
            ? graph.Symbols("symbols", GraphAxis.Sequences, Input(design))
            : graph.Numbers("input", GraphAxis.Sequences, Input(design));
        GraphValue? lengths = design.IsBidirectional || design.Pooling is not null
            ? graph.Lengths("lengths", input)
            : null;
        GraphValue values = chain.Draw(graph, input, lengths);
        GraphValue answer = design.Answer switch
        {
            PortableFunction.Softmax => graph.Softmax(values),
            PortableFunction.Logistic => graph.Activate(ElementwiseFunction.Logistic, values),
            _ => values,
        };
        graph.Output("output", answer, Answer(design) with { Function = PortableFunction.None });
    });

    private static string Sentence(NetworkDesign design) =>
        $"the answer to {(design.Pooling is null ? "each step" : "a sequence")}";

    private static PortableInput Input(NetworkDesign design) => design.Symbols > 0
        ? PortableInput.OfSymbols(
            "symbol", [.. Enumerable.Range(0, design.Symbols).Select(s => s.ToString(CultureInfo.InvariantCulture))],
            PortableUnits.SmallWords)
        : PortableInput.OfValues(design.InputColumns()
            .Select(n => new PortableValue(n) { Source = PortableSource.Of(n) }));

    private static PortableAnswer Answer(NetworkDesign design) =>
        new(design.Answer, [.. design.OutputColumns().Select(n => new PortableValue(n))]);

    /// <summary>Refuses what does not step.</summary>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public static void RequireCausal(NetworkDesign design)
    {
        if (design.IsBidirectional)
        {
            throw NotPortableException.BothDirections("This network", "train one in one direction");
        }
    }
}
