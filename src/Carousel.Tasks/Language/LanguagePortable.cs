using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>A language model as it leaves Carousel: from each unit to the probabilities of the next.</summary>
internal static class LanguagePortable
{
    private const int Steps = 256;

    /// <summary>The network and its units.</summary>
    public static PortableDesign Design(LanguageNetwork network, Tokeniser tokeniser, int start) => new(
        $"the probability of each {tokeniser.UnitName} that may come next", [PortableMember.Of(network.Steps)],
        PortableInput.OfSymbols(tokeniser.UnitName, tokeniser.Vocabulary.Entries, Units(tokeniser.Kind), start),
        PortableAnswer.Classes(tokeniser.Vocabulary.Entries));

    /// <summary>The network as a graph: scores of the next unit at each step, before the soft-max.</summary>
    public static ModelGraph Graph(PortableDesign design, LanguageNetwork network) => new(ModelGraph.Whole, design.Sentence, graph =>
    {
        GraphValue symbols = graph.Symbols("symbols", GraphAxis.Sequences, design.Input);
        graph.Output("scores", graph.Read(network.Steps, symbols), design.Answer);
    });

    private static PortableUnits Units(UnitKind kind) => kind switch
    {
        UnitKind.Characters => PortableUnits.Characters,
        UnitKind.Bytes => PortableUnits.Bytes,
        UnitKind.Pieces => PortableUnits.Pieces,
        UnitKind.Words => PortableUnits.Words,
        _ => PortableUnits.Residues,
    };

    /// <summary>A text in pieces, the first behind what stands before a text.</summary>
    public static IReadOnlyList<PortableSequence> Sequences(int[] units, int start, int most) =>
    [
        .. new[] { start }.Concat(units).Chunk(Steps).Take(most).Select(piece => new PortableSequence([.. piece.Select(u => (float)u)])),
    ];
}
