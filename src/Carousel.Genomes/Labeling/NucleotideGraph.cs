using Carousel.Networks;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// A network over bases as a graph: for each question the probability of each answer at every base of windows of one
/// length.
/// </summary>
internal static class NucleotideGraph
{
    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="countsCodons">Whether the model weighs its network with counts, which are not exported.</param>
    public static ModelGraph Of(NucleotideNetwork network, bool countsCodons) => new(
        ModelGraph.Whole,
        $"the probability of each class of every base: {string.Join(", ", network.Design.Heads.Select(h => h.Name))}"
        + (countsCodons ? ", by the network without the counts" : ""),
        graph => Draw(graph, network));

    private static void Draw(INetworkGraph graph, NucleotideNetwork network)
    {
        NucleotideDesign design = network.Design;
        GraphValue bases = graph.Numbers("input", GraphAxis.Sequences, OneOfFour);
        GraphValue? frames = design.ReadsFrames
            ? graph.Numbers(
                "frames", GraphAxis.Sequences, PortableInput.OfValues(FrameNames.Select(n => new PortableValue(n))))
            : null;
        graph.Note(
            "windows",
            Invariant.Of(
                $"of one length, a multiple of {NucleotideDesign.Fold}; all zeros for a base that is not known or is "
                + $"outside the sequence"));
        if (frames is not null)
        {
            graph.Note("frames", Invariant.Of(
                $"b / {OpenFrames.Scale} - {OpenFrames.Middle}, where b is the whole part of {OpenFrames.Scale} ln(1 + "
                + $"codons), at most 255, of the open frame that would contain the base; b = 0 where there is no "
                + $"codon"));
        }

        graph.Note(
            "strands",
            "the model also reads the other strand, the reverse of the bases with A and T, C and G exchanged, and "
            + "averages the probabilities of a base; classes of the other strand are exchanged by mirror");
        foreach (NucleotideHead head in design.Heads)
        {
            graph.Note($"mirror.{head.Name}", string.Join(' ', head.Mirror));
        }

        GraphValue scores = network.Draw(graph, bases, frames);
        int first = 0;
        foreach (NucleotideHead head in design.Heads)
        {
            graph.Output(
                $"{head.Name}_probabilities", graph.Softmax(graph.Slice(scores, first, head.Classes.Count)),
                new PortableAnswer(PortableFunction.None, [.. head.Classes.Select(c => new PortableValue(c))]));
            first += head.Classes.Count;
        }
    }

    /// <summary>The base at a place, as four numbers of which one is 1.</summary>
    public static PortableInput OneOfFour { get; } = PortableInput.OfValues(Bases.Known.Select(Letter)) with
    {
        Units = PortableUnits.Bases,
    };

    private static PortableValue Letter(string x) =>
        new($"the base is {x}") { Source = new PortableSource(PortableSourceKind.Symbol, x) };

    private static IEnumerable<string> FrameNames => Enumerable.Range(0, OpenFrames.Count).Select(
        k =>
            Invariant.Of(
                $"open frame, place {(k % NucleotideDesign.Fold) + 1} of a "
                + $"codon, {(k < NucleotideDesign.Fold ? "forward" : "reverse")}"));
}
