using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>A model of bases as a graph: scores of the classes of every base of windows of equal length, a multiple of three.</summary>
internal static class BaseGraph
{
    /// <summary>The graph.</summary>
    public static ModelGraph Of(BaseNetwork network) => new(ModelGraph.Whole, "a score for each class of every base", graph =>
    {
        PortableInput letters = PortableInput.OfValues(Enumerable.Range(0, Bases.Count).Select(x => new PortableValue($"the base is {Bases.LetterOf(x)}") { Source = new PortableSource(PortableSourceKind.Symbol, $"{Bases.LetterOf(x)}") }));
        GraphValue input = graph.Numbers("input", GraphAxis.Sequences, letters with { Units = PortableUnits.Bases });
        GraphValue? frames = network.Design.ReadsFrames
            ? graph.Numbers("open_frames", GraphAxis.Sequences, PortableInput.OfValues(Enumerable.Range(0, OpenFrames.Count).Select(k => new PortableValue(FormattableString.Invariant($"length of the open frame {k + 1}")))))
            : null;
        graph.Note("windows", "all of one length, a multiple of three bases");
        graph.Output("scores", network.Draw(graph, input, frames), PortableAnswer.Classes(network.Design.Heads.SelectMany(h => h.Classes)));
    });
}
