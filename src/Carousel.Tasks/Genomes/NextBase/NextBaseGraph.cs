using Carousel.Tasks.Genomes.Labelling;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>A next-base model as a graph: the probability of each base that may come next, at every step.</summary>
internal static class NextBaseGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    public static ModelGraph Of(NextBaseNetwork network) => new(ModelGraph.Whole, "the probability of each base that may come next", graph =>
    {
        IEnumerable<PortableValue> markov = network.Design.Orders.SelectMany(
            order => Enumerable.Range(0, Bases.Count).Select(x => new PortableValue(FormattableString.Invariant($"Markov model of order {order}, {Bases.LetterOf(x)} next"))));
        GraphValue input = graph.Numbers("input", GraphAxis.Sequences, BaseGraph.OneOfFour with { Values = [.. BaseGraph.OneOfFour.Values, .. markov] });
        if (network.Design.Orders.Count > 0)
        {
            graph.Note("markov", "ln p + ln 4 of the next base by each Markov model, whose counts are of the bases in the model file and not in this one");
        }

        graph.Output(
            "probabilities", graph.Softmax(network.Draw(graph, input)),
            new PortableAnswer(PortableFunction.None, [.. Enumerable.Range(0, Bases.Count).Select(x => new PortableValue($"{Bases.LetterOf(x)}"))]));
    });
}
