using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>A fitted model of dialogues: a question and the turns before it in, an answer out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class ChatModel : Translator
{
    /// <summary>What the model is for, as its file says.</summary>
    public new const string TaskName = "chat";

    internal ChatModel(
        CpuBackend backend, SequenceToSequence network, TranslationConfiguration configuration, PairEncoder encoder,
        FitSummary summary, TranslationOrigin origin)
        : base(backend, network, configuration, encoder, summary, origin)
    {
        Seen = origin.Dictionary.SelectMany(d => CopySlots.LowerWordsOf($"{d.Key} {d.Value}")).ToHashSet();
    }

    /// <summary>The words of the training set, in lower case.</summary>
    internal IReadOnlySet<string> Seen { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => "answers.txt";

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static new ChatModel Load(string path, int threads = 0) => Load(
        path, TaskName, threads, static (backend, network, configuration, encoder, summary, origin) =>
            new ChatModel(backend, network, configuration, encoder, summary, origin));

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        JobDescription described = base.Describe();
        return described with
        {
            Lines =
            [
                $"answers with {FigureText.Counted(Design.History ?? 0, "earlier question")} in view; knows "
                + $"{FigureText.Counted(Encoder.Slots!.Words.Count, "word")} and copies others",
                .. described.Lines,
            ],
        };
    }

    /// <summary>Answers a question.</summary>
    /// <param name="turns">The questions before it, with their answers; the model reads the last ones.</param>
    /// <param name="question">The question.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentException">The question is blank.</exception>
    public string Answer(IReadOnlyList<(string Question, string Answer)> turns, string question)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        return Translate([ChatData.Joined(turns.TakeLast(Design.History ?? 0), question)])[0];
    }

    /// <summary>Answers each line of a text: a blank line begins a new conversation.</summary>
    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (Beam.Best > 1)
        {
            throw new OptionException("{Best} is only for translations: a chat has one answer.");
        }

        var session = new ChatSession(this);
        foreach (TextLine line in input.ReadLines())
        {
            cancellation.ThrowIfCancellationRequested();
            LineLength.Require(line.Text, input.Name, line.Number);
            output.Write($"{session.Answer(line.Text.Split('\t')[0])}\n");
        }

        return new JobAnswer([]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        SentencePair[] pairs =
            [.. DialogueReader.Read(input).SelectMany(d => ChatData.WithHistory(d, Design.History ?? 0))];
        return pairs.Length > 0
            ? ChatResults.Of(Measure(pairs, cancellation), Seen) with
            {
                Facts = [new JobFact("data", FigureText.Counted(pairs.Length, "question") + " with answers")],
            }
            : throw new DataFormatException($"{input.Name} has no line with an answer.");
    }

    private protected override string[] BaselineAnswers(
        Dictionary<string, string> learned, IReadOnlyList<string> lines) => NearestQuestion.Answer(learned, lines);

    private protected override BeamOptions Searched => Beam with { Best = Beam.Width };

    /// <summary>The likeliest answer whose words are all in the training set or in the question.</summary>
    private protected override string TextOf(IReadOnlyList<Hypothesis> found, string line)
    {
        HashSet<string> asked = [.. CopySlots.LowerWordsOf(line)];
        return found.Select(f => Encoder.Text(f, line)).FirstOrDefault(
            text => CopySlots.LowerWordsOf(text).All(w => Seen.Contains(w) || asked.Contains(w)))
            ?? base.TextOf(found, line);
    }
}
