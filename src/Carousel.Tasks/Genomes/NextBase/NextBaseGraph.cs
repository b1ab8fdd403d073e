using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>A model of the next base as a graph: scores of the four bases. What Markov models make of the next base is for the caller to count.</summary>
internal static class NextBaseGraph
{
    /// <summary>The graph.</summary>
    public static ModelGraph Of(NextBaseNetwork network) => new(ModelGraph.Whole, "a score for each base that may come next", graph =>
    {
        string[] letters = [.. Enumerable.Range(0, Bases.Count).Select(x => $"{Bases.LetterOf(x)}")];
        PortableValue[] read =
        [
            .. letters.Select(x => new PortableValue($"the base is {x}") { Source = new PortableSource(PortableSourceKind.Symbol, x) }),
            .. network.Design.Orders.SelectMany(order => letters.Select(x => new PortableValue(FormattableString.Invariant($"ln of the probability that the Markov model of order {order} gives to {x} as the next")))),
        ];
        GraphValue input = graph.Numbers("input", GraphAxis.Sequences, PortableInput.OfValues(read) with { Units = PortableUnits.Bases });
        graph.Output("scores", network.Draw(graph, input), PortableAnswer.Classes(letters));
    });
}
