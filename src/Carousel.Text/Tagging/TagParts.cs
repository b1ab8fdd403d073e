using System.Text.Json;
using Carousel.Jobs;
using Carousel.Jobs.Text;

namespace Carousel.Tagging;

/// <summary>A tagger without its weights: the network's sizes, its vocabularies and scales.</summary>
/// <param name="Configuration">The network, and where tokens and labels stood.</param>
/// <param name="Vocabularies">Words, characters, labels.</param>
/// <param name="Scaling">Of the numbers of a step.</param>
internal sealed record TagParts(TagConfiguration Configuration, TagVocabularies Vocabularies, TagScaling Scaling)
{
    /// <summary>The network's sizes.</summary>
    public TagDesign Design => Configuration.Design;

    /// <summary>Whether the parts belong together: of a file that may be damaged.</summary>
    public bool Fit => Design.IsInRange && Vocabularies.Labels.Count > 0 && Enum.IsDefined(Configuration.Scheme)
        && Configuration.Channels.Count == Design.Channels && Scaling.Means.Count == Design.Channels
        && Scaling.Scales.Count == Design.Channels && Scaling.Scales.All(s => float.IsFinite(s) && s > 0);

    /// <summary>The parts in a model's file.</summary>
    public static TagParts Read(ModelReading reading) => new(
        reading.Configuration(TextJson.Default.TagConfiguration),
        new TagVocabularies(
            reading.Vocabulary("words"), reading.Vocabulary("characters"), reading.Vocabulary("labels"),
            reading.Vocabulary("vectors")),
        reading.Scalers(TextJson.Default.TagScaling));

    /// <summary>As a model's file has them.</summary>
    public ModelTexts ToTexts(TagOrigin origin) =>
        new(ConfigurationJson, JsonSerializer.Serialize(origin, TextJson.Default.TagOrigin))
        {
            Scalers = JsonSerializer.Serialize(Scaling, TextJson.Default.TagScaling),
            Vocabulary = Vocabulary.ToJson(
                ("words", Vocabularies.Words), ("characters", Vocabularies.Characters), ("labels", Vocabularies.Labels),
                ("vectors", Vocabularies.Vectors)),
        };

    /// <summary>The network's sizes as text.</summary>
    public string ConfigurationJson => JsonSerializer.Serialize(Configuration, TextJson.Default.TagConfiguration);

    /// <summary>The networks, not yet built.</summary>
    public TagModel MakeModel() => new(Design, MakeNetwork);

    /// <summary>One network, not yet built.</summary>
    public TagNetwork MakeNetwork() => new(
        Design, Vocabularies.Words.Count, Vocabularies.Characters.Count, Vocabularies.Vectors.Count,
        Vocabularies.Labels.Count);

    /// <summary>Makes numbers of sentences.</summary>
    public SentenceEncoder MakeEncoder() => new(Vocabularies, Scaling);

    /// <summary>The labels found for the pieces of sentences as texts, a list for each sentence.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Join(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<EncodedSentence> pieces, int[][] found)
    {
        string[][] labels = [.. sentences.Select(s => new string[s.Tokens.Count])];
        for (int p = 0; p < pieces.Count; p++)
        {
            for (int t = 0; t < found[p].Length; t++)
            {
                labels[pieces[p].Sentence][pieces[p].First + t] = Vocabularies.Labels.Entries[found[p][t]];
            }
        }

        return labels;
    }
}

/// <summary>What a tagger knows: words in small letters, characters, and labels.</summary>
/// <param name="Words">Words of the training part, the unknown one at 0.</param>
/// <param name="Characters">Characters of the same, the unknown one at 0.</param>
/// <param name="Labels">Labels of the training part.</param>
/// <param name="Vectors">Words of the file of vectors, the unknown one at 0; only the unknown one where there is no
/// such file.</param>
internal sealed record TagVocabularies(Vocabulary Words, Vocabulary Characters, Vocabulary Labels, Vocabulary Vectors)
{
    /// <summary>The vocabularies of sentences.</summary>
    /// <param name="sentences">The training part.</param>
    /// <param name="vectors">Words that have a vector, in the order of their rows.</param>
    /// <returns>The vocabularies.</returns>
    public static TagVocabularies Of(IReadOnlyList<TokenSentence> sentences, Vocabulary? vectors = null)
    {
        string[] tokens = [.. sentences.SelectMany(s => s.Tokens)];
        return new TagVocabularies(
            Vocabulary.Open(Vocabulary.CountOf(tokens.Select(WordForm.Small))),
            Vocabulary.Open(Vocabulary.CountOf(tokens.SelectMany(WordForm.Characters))),
            Vocabulary.Closed(Vocabulary.Open(Vocabulary.CountOf(sentences.SelectMany(s => s.Labels))).Entries.Skip(1)),
            vectors ?? Vocabulary.Closed([Vocabulary.UnknownText]));
    }
}
