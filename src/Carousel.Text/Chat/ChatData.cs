using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// Dialogues in their parts; no question of the training set, with its history, is in another part. If others remain,
/// questions that differ in copied words only are equal.
/// </summary>
/// <param name="Pairs">Questions with their history, and their answers.</param>
/// <param name="Dialogues">How many dialogues there are.</param>
/// <param name="Answers">How many answers they have.</param>
/// <param name="History">How many questions before the last one are read; 0 if no dialogue has two.</param>
/// <param name="Words">Which words are copied.</param>
internal sealed record ChatData(TranslationData Pairs, int Dialogues, int Answers, int History, CopiedWords Words)
{
    /// <summary>The bundled dialogues.</summary>
    public const string SampleName = "samples/dialogues.tsv";

    private const int LeastDialogues = 20;

    /// <summary>Reads and divides dialogues.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Further files, or shares.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or there are too few dialogues.</exception>
    /// <exception cref="OptionException">Nothing is left to learn from.</exception>
    public static ChatData Read(string path, ChatOptions options)
    {
        var read = new List<string>();
        var columns = new List<string>();
        IReadOnlyList<Dialogue> Dialogues(string file) => DialogueReader.Read(JobInput.OfFile(file), read, columns);
        IReadOnlyList<Dialogue> all = Dialogues(path);
        if (all.Count < LeastDialogues)
        {
            throw new DataFormatException(
                $"{path} has {FigureText.Counted(all.Count, "dialogue")}; {LeastDialogues} or more are needed. A blank "
                + $"line ends a dialogue; a table has a question and its answer on each line, with a tab between them "
                + $"or below names of columns such as question and answer.");
        }

        int history = all.Any(d => d.Pairs.Count > 1) ? options.History : 0;
        DataParts<Dialogue> parts = DataParts.Of(
            options, Dialogues,
            (validation, test) => DataParts.Draw(all, "dialogues", validation, test, path, "dialogue"));
        DataParts<SentencePair> pairs = parts.Each<SentencePair>(
            dialogues => [.. dialogues.SelectMany(d => d.WithHistory(history))]);
        CopiedWords words = CopiedWords.Learn([.. parts.Training.Select(d => d.Pairs)]);
        DataParts<SentencePair> kept = New(pairs, words.Slots.Hide);
        bool differs = kept.Test.Count > 0;
        if (!differs)
        {
            kept = New(pairs, source => source.ToLowerInvariant());
        }

        if (kept.Test.Count == 0)
        {
            throw new DataFormatException(
                $"{path}: each question of the test set is also in the training set, with the same history. More "
                + $"different questions are needed.");
        }

        string except = differs ? "except for copied words, " : "";
        string?[] notes =
        [
            Repeated("test", kept.Test, pairs.Test, except),
            Repeated("validation", kept.Validation, pairs.Validation, except),
            differs ? null
                : "the questions of the test dialogues differ from those of the training set in copied words only: "
                    + "the shares measure only copying.",
        ];
        return new ChatData(
            new TranslationData(path, kept, [.. read.Distinct(), .. notes.OfType<string>()])
            {
                Columns = columns,
            },
            parts.All.Count(), pairs.All.Count(), history, words);
    }

    /// <summary>A question after the turns before it, as the network reads them.</summary>
    public static string Joined(IEnumerable<string> before, string question) =>
        string.Join($" {CopySlots.Border} ", before.Append(question).Select(CopySlots.Plain));

    private static DataParts<SentencePair> New(DataParts<SentencePair> pairs, Func<string, string> asRead)
    {
        var trained = pairs.Training.Select(p => asRead(p.Source)).ToHashSet();
        IReadOnlyList<SentencePair> Of(IReadOnlyList<SentencePair> part) =>
            [.. part.Where(p => !trained.Contains(asRead(p.Source)))];
        return new(pairs.Training, Of(pairs.Validation), Of(pairs.Test));
    }

    private static string? Repeated(
        string part, IReadOnlyList<SentencePair> kept, IReadOnlyList<SentencePair> of, string except)
    {
        int count = of.Count - kept.Count;
        return count == 0 ? null
            : $"{FigureText.Count(count)} of {FigureText.Counted(of.Count, "question")} of the {part} dialogues "
                + $"{(count == 1 ? "is" : "are")} not measured: {except}the training set has "
                + $"{(count == 1 ? "it" : "them")}, with the same history.";
    }
}
