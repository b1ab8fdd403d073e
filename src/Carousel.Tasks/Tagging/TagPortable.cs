using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Tagging;

/// <summary>A tagger as it leaves Carousel: the probability of each label of a step, from the steps up to it.</summary>
internal static class TagPortable
{
    /// <summary>The network, and what a step is.</summary>
    public static PortableDesign Design(TagNetwork network, TagParts parts)
    {
        TagVocabularies vocabularies = parts.Vocabularies;
        RequireCausal(network.Design);
        PortableAnswer answer = PortableAnswer.Classes(vocabularies.Labels.Entries);
        return network.Words is { } words
            ? new PortableDesign(
                "the probability of each label of a word", [PortableMember.Of(words, network.Reader, network.Output)], PortableInput.OfSymbols("word", vocabularies.Words.Entries, PortableUnits.Tokens), answer)
            : new PortableDesign(
                "the probability of each label of a step", [PortableMember.Of(network.Reader, network.Output)],
                Numbers(parts), answer)
            {
                Table = new PortableTable(null),
            };
    }

    /// <summary>The numbers of a step.</summary>
    public static PortableInput Numbers(TagParts parts) =>
        PortableInput.OfValues(parts.Configuration.Channels.Select((name, c) => new PortableValue(name) { Offset = parts.Scaling.Means[c], Scale = parts.Scaling.Scales[c], Source = PortableSource.Of(name) }));

    /// <summary>Sentences as the network reads them.</summary>
    public static IReadOnlyList<PortableSequence> Sequences(SentenceEncoder encoder, List<EncodedSentence> sentences, int most) =>
    [
        .. sentences.Take(most).Select(s => new PortableSequence(s.Numbers.Length > 0 ? s.Numbers : [.. s.Forms.Select(f => (float)encoder.Words[f])])),
    ];

    /// <summary>Refuses what does not step.</summary>
    /// <exception cref="NotPortableException">The tagger needs more than what was.</exception>
    public static void RequireCausal(TagDesign design)
    {
        if (design.Cell.Bidirectional)
        {
            throw NotPortableException.BothDirections("This tagger", "fit it with --causal");
        }

        if (design.IsChain)
        {
            throw new NotPortableException("This tagger decides on the labels of a whole sentence together, so it can't answer step by step; fit it with --decoder softmax.");
        }

        if (design.CharacterSize > 0 || design.VectorSize > 0)
        {
            throw new NotPortableException("This tagger reads the characters or given vectors of words, which only words in full have; fit it with --character-hidden 0 and without --vectors.");
        }
    }
}
