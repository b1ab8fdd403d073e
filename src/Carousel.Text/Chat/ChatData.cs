using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>Dialogues in their parts; no question of the training set, with its history, is in another part.</summary>
/// <param name="Pairs">Questions with their history, and their answers.</param>
/// <param name="Dialogues">How many dialogues there are.</param>
/// <param name="History">How many questions before the last one are read; 0 if no dialogue has two.</param>
/// <param name="Words">Which words are copied.</param>
internal sealed record ChatData(TranslationData Pairs, int Dialogues, int History, CopiedWords Words)
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
        IReadOnlyList<IReadOnlyList<SentencePair>> all = DialogueReader.Read(JobInput.OfFile(path));
        if (all.Count < LeastDialogues)
        {
            throw new DataFormatException(
                $"{path} has {FigureText.Counted(all.Count, "dialogue")}; {LeastDialogues} or more are needed.");
        }

        int history = all.Any(d => d.Count > 1) ? options.History : 0;
        DataParts<IReadOnlyList<SentencePair>> parts = DataParts.Of(
            options, file => DialogueReader.Read(JobInput.OfFile(file)),
            (validation, test) => DataParts.Draw(all, "dialogues", validation, test, path, "dialogue"));
        DataParts<SentencePair> pairs = parts.Each<SentencePair>(
            dialogues => [.. dialogues.SelectMany(d => WithHistory(d, history))]);
        var trained = pairs.Training.Select(p => p.Source.ToLowerInvariant()).ToHashSet();
        IReadOnlyList<SentencePair> New(IReadOnlyList<SentencePair> part) =>
            [.. part.Where(p => !trained.Contains(p.Source.ToLowerInvariant()))];
        var kept = new DataParts<SentencePair>(pairs.Training, New(pairs.Validation), New(pairs.Test));
        if (kept.Test.Count == 0)
        {
            throw new DataFormatException(
                $"{path}: each question of the test set is also in the training set, with the same history. More "
                + $"different questions are needed.");
        }

        string[] notes = [.. Optional.Of(Repeated(pairs.Test.Count - kept.Test.Count, pairs.Test.Count))];
        return new ChatData(
            new TranslationData(path, kept, notes), parts.All.Count(), history, CopiedWords.Learn(parts.Training));
    }

    /// <summary>Questions with the turns before them.</summary>
    /// <param name="dialogue">The questions and answers of a dialogue.</param>
    /// <param name="history">How many questions before the last one are read.</param>
    public static IReadOnlyList<SentencePair> WithHistory(IReadOnlyList<SentencePair> dialogue, int history) =>
        [.. dialogue.Select((pair, k) => pair with
        {
            Source = Joined(dialogue.Take(k).TakeLast(history).Select(p => (p.Source, p.Target)), pair.Source),
        })];

    /// <summary>A question after the turns before it, as the network reads them.</summary>
    public static string Joined(IEnumerable<(string Question, string Answer)> before, string question) =>
        string.Join(
            $" {CopySlots.Border} ",
            before.SelectMany(b => (string[])[b.Question, b.Answer]).Append(question).Select(CopySlots.Plain));

    private static string? Repeated(int count, int of) => count == 0 ? null
        : $"{FigureText.Count(count)} of {FigureText.Counted(of, "question")} of the test dialogues "
            + $"{(count == 1 ? "is" : "are")} not measured: the training set has them, with the same history.";
}
