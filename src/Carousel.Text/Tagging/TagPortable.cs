using Carousel.Jobs.Options;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Text;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Tagging;

/// <summary>A tagger as it leaves Carousel: the probability of each label of a step, from the steps up to it.</summary>
internal static class TagPortable
{
    private static readonly string[] _chain = ["start", "transition", "end"];

    /// <summary>The network and the definition of a step.</summary>
    public static PortableDesign Design(TagNetwork network, TagParts parts)
    {
        TagVocabularies vocabularies = parts.Vocabularies;
        PortableAnswer answer = PortableAnswer.Classes(vocabularies.Labels.Entries);
        return network.Words is { } words
            ? new PortableDesign(
                "the probability of each label of a word", [PortableMember.Of(words, network.Reader, network.Output)],
                Words(vocabularies.Words), answer)
            : new PortableDesign(
                "the probability of each label of a step", [PortableMember.Of(network.Reader, network.Output)],
                Numbers(parts), answer)
            {
                Table = new PortableTable(null),
            };
    }

    /// <summary>Sentences as the network reads them.</summary>
    public static IReadOnlyList<PortableSequence> Sequences(
        SentenceEncoder encoder, List<EncodedSentence> sentences, int most) =>
    [
        .. sentences.Take(most)
            .Select(
                s =>
                    new PortableSequence(
                        s.Numbers.Length > 0 ? s.Numbers : [.. s.Forms.Select(f => (float)encoder.Words[f])])),
    ];

    /// <summary>Refuses what only Carousel computes: a baseline with a share in the answers, and the mean of several
    /// networks' weights of labels after labels, which have no tensor.</summary>
    /// <param name="design">The networks.</param>
    /// <param name="baseline">What the network is combined with, or null.</param>
    /// <param name="causal">Whether the tagger must also answer step by step.</param>
    /// <exception cref="NotPortableException">It does so.</exception>
    public static void Require(TagDesign design, JoinedScores? baseline, bool causal = true) => NotPortable.Require(
        "This tagger", OptionTable.Of(typeof(TagOptions)),
        (baseline is not (null or { Share: 1 }), "with {Baseline} none (it also uses a linear chain of features)"),
        (design.Members > 1, $"with {{Ensemble}} 1 (it averages {design.Members} networks)"),
        (causal && design.Cell.Bidirectional, "with {IsCausal} (it reads from both ends)"),
        (causal && design.IsChain, "with {Decoder} softmax (it labels a sentence as a whole)"),
        (
            causal && design.CharacterSize + design.VectorSize > 0,
            "with {CharacterHidden} 0 and without {Vectors} (it reads characters or vectors of words)"));

    /// <summary>
    /// A score for each label of each token. If the labels are a chain, its weights are also outputs, and the caller
    /// has to find the best path.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="parts">What it knows.</param>
    public static ModelGraph Graph(TagNetwork network, TagParts parts) =>
        new(ModelGraph.Whole, "a score for each label of a step", graph =>
        {
            TagDesign design = network.Design;
            TagVocabularies vocabularies = parts.Vocabularies;
            GraphValue? words = design.WordSize == 0
                ? null
                : graph.Symbols("words", GraphAxis.Sequences, Words(vocabularies.Words));
            GraphValue? vectors = design.VectorSize == 0
                ? null
                : graph.Symbols("vectors", GraphAxis.Sequences, Words(vocabularies.Vectors));
            GraphValue? characters = design.CharacterSize == 0 ? null
                : graph.Symbols(
                    "characters", [GraphAxis.Letters, .. GraphAxis.Sequences],
                    PortableInput.OfSymbols("character", vocabularies.Characters.Entries, PortableUnits.None));
            GraphValue? counts = characters is null ? null : graph.Lengths("character_counts", characters);
            GraphValue? values = design.Channels == 0
                ? null
                : graph.Numbers("input", GraphAxis.Sequences, Numbers(parts));
            GraphValue? sentence = words ?? vectors ?? values;
            GraphValue? lengths = network.Reader.IsCausal
                ? null
                : graph.Lengths("lengths", sentence ?? characters! with { Axes = GraphAxis.Sequences });
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

    private static PortableInput Words(Vocabulary words) =>
        PortableInput.OfSymbols("word", words.Entries, PortableUnits.Tokens);

    private static PortableInput Numbers(TagParts parts) =>
        PortableInput.OfValues(parts.Configuration.Channels.Select((name, c) =>
        new PortableValue(name)
        {
            Offset = parts.Scaling.Means[c],
            Scale = parts.Scaling.Scales[c],
            Source = PortableSource.Of(name),
        }));
}
