using Carousel.Memory;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Tagging;

/// <summary>A tagger as a graph: a score for each label of each token. Where the labels are a chain its weights come out too, and the best path is for the caller to find.</summary>
internal static class TagGraph
{
    private static readonly string[] _chain = ["start", "transition", "end"];

    /// <summary>The graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parts">What it knows.</param>
    public static ModelGraph Of(TagNetwork network, TagParts parts) => new(ModelGraph.Whole, "a score for each label of a step", graph =>
    {
        TagDesign design = network.Design;
        TagVocabularies vocabularies = parts.Vocabularies;
        GraphValue? words = design.WordSize == 0 ? null : graph.Symbols("words", GraphAxis.Sequences, PortableInput.OfSymbols("word", vocabularies.Words.Entries, PortableUnits.Tokens));
        GraphValue? vectors = design.VectorSize == 0 ? null : graph.Symbols("vectors", GraphAxis.Sequences, PortableInput.OfSymbols("word", vocabularies.Vectors.Entries, PortableUnits.Tokens));
        GraphValue? characters = design.CharacterSize == 0 ? null
            : graph.Symbols("characters", [GraphAxis.Letters, .. GraphAxis.Sequences], PortableInput.OfSymbols("character", vocabularies.Characters.Entries, PortableUnits.None));
        GraphValue? counts = characters is null ? null : graph.Lengths("character_counts", characters);
        GraphValue? values = design.Channels == 0 ? null : graph.Numbers("input", GraphAxis.Sequences, TagPortable.Numbers(parts));
        GraphValue? sentence = words ?? vectors ?? values;
        GraphValue? lengths = network.Reader.IsCausal ? null : graph.Lengths("lengths", sentence ?? characters! with { Axes = GraphAxis.Sequences });
        if (design.Channels > 0)
        {
            graph.Note(new PortableTable(null));
        }

        PortableAnswer labels = PortableAnswer.Classes(vocabularies.Labels.Entries);
        graph.Output("scores", network.Draw(graph, (words, vectors, characters, counts, values), lengths), labels);
        foreach ((string name, Parameter weights) in _chain.Zip(network.Chain))
        {
            graph.Output(name, graph.Constant(weights));
        }
    });
}
