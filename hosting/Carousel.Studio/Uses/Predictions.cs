using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Handwriting;
using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Language;
using Carousel.Music;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;

namespace Carousel.Studio.Uses;

/// <summary>What models answer to new data: the same as <c>carousel predict</c> and <c>carousel generate</c>.</summary>
internal static class Predictions
{
    private const int MostRows = 10_000;
    private const int MostUnits = 20_000;

    /// <summary>Applies a model to a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <param name="cells">How its cells are written.</param>
    /// <param name="repeatKnown">Whether missing future values repeat their last season.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Answer OfFile(
        IJobModel model, string path, ReadOptions cells, bool repeatKnown, CancellationToken cancellation) =>
        Of(model, JobInput.OfFile(path, cells), repeatKnown, cancellation);

    /// <summary>Applies a model to text that was typed.</summary>
    /// <param name="model">The model; it reads text.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Answer OfText(IJobModel model, string text, CancellationToken cancellation) =>
        Of(model, JobInput.OfText(text, "text"), repeatKnown: false, cancellation);

    /// <summary>How the cells of a run's data are written, by its options.</summary>
    /// <param name="work">The run.</param>
    public static ReadOptions CellsOf(Work work)
    {
        JsonObject options = work.Options;
        string? Text(string name) =>
            options[name] is { } value && value.GetValueKind() == JsonValueKind.String
                ? value.GetValue<string>()
                : null;
        return new ReadOptions
        {
            Missing = options["missing"] is JsonArray missing ? [.. missing.Select(m => m!.GetValue<string>())] : [],
            TimeFormat = Text("time-format"),
            DecimalSeparator = OptionChoice.CharacterOf(Text("decimal")),
            Delimiter = OptionChoice.CharacterOf(Text("delimiter")),
        };
    }

    /// <summary>Lets a model go on.</summary>
    /// <param name="model">A model of text, music or drawings.</param>
    /// <param name="asked">How.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusalException">The model does not go on.</exception>
    public static Continuation Continue(IJobModel model, ContinuationRequest asked, CancellationToken cancellation)
    {
        int length = asked.Length ?? 400;
        if (length is < 1 or > MostUnits)
        {
            throw new RefusalException(
                new Refusal($"--length must be 1…{MostUnits}, but is {length}.", Option: "length"));
        }

        ulong seed = asked.Seed ?? 1;
        switch (model)
        {
            case LanguageModel language:
                using (Generator generator = language.NewGenerator(
                    new GenerationOptions { Temperature = asked.Temperature ?? 0.8, Seed = seed }))
                {
                    string prime = asked.Prime ?? language.Prime;
                    int[] beginning = language.Tokenizer.Encode(prime, "--prime");
                    using var text = new StringWriter { NewLine = "\n" };
                    text.Write(asked.Prime ?? prime.TrimStart('\n'));
                    generator.Say(beginning.Length > 0 ? beginning : [language.Start], length, text, cancellation);
                    return new Continuation(text.ToString(), "");
                }

            case MusicModel music:
                MusicPiece piece = music.Play(Math.Min(length, 2000), asked.Temperature ?? 1, seed, cancellation);
                SoundingNote[] notes = [.. NotesOf(piece, music.Design.StepsPerQuarter)];
                return new Continuation("", $"{notes.Length} notes in {piece.Steps.Count} steps.", Notes: notes);
            case PenModel pen:
                var drawn = pen.Draw(
                    Math.Clamp(asked.Length ?? 1, 1, 64), Math.Max(0, asked.Temperature ?? 0.5), seed, cancellation);
                return new Continuation(
                    string.Join(", ", drawn.Select(d => d.Label).Where(label => label.Length > 0)), "",
                    Strokes:
                    [
                        .. drawn.SelectMany(drawing => drawing.Strokes.Select(
                            IReadOnlyList<double[]> (stroke) => [.. stroke.Select(p => new double[] { p.X, p.Y })])),
                    ]);
            default:
                throw new RefusalException(
                    422,
                    $"A model for '{model.Task}' does not go on from a beginning: models of text, music and strokes "
                    + "do.");
        }
    }

    private static Answer Of(IJobModel model, JobInput input, bool repeatKnown, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using var output = new StringWriter { NewLine = "\n" };
        JobAnswer answer = model.Predict(
            repeatKnown ? input.With(new RowChoices { RepeatKnown = true }) : input, output, cancellation);
        string text = output.ToString();
        (IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows) =
            TableOf(model.PredictionFile, text);
        return new Answer(
            text, columns, rows, answer.Notes, answer.Sentence,
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3));
    }

    private static (IReadOnlyList<string>, IReadOnlyList<IReadOnlyList<string>>) TableOf(string file, string text)
    {
        char delimiter = file.EndsWith(".csv", StringComparison.Ordinal) ? ','
            : file.EndsWith(".tsv", StringComparison.Ordinal) ? '\t' : '\0';
        if (delimiter == '\0' || text.Length == 0)
        {
            return ([], []);
        }

        using var reader = new CsvRows(file, new StringReader(text), delimiter);
        var rows = new List<IReadOnlyList<string>>();
        while (rows.Count <= MostRows && reader.TryRead(out CsvLine line))
        {
            rows.Add(line.Cells);
        }

        return rows.Count == 0 ? ([], []) : (rows[0], rows[1..]);
    }

    // A key that sounds in consecutive steps is one note.
    private static IEnumerable<SoundingNote> NotesOf(MusicPiece piece, int stepsPerQuarter)
    {
        const double SecondsPerQuarter = 60.0 / 90;
        double step = SecondsPerQuarter / Math.Max(1, stepsPerQuarter);
        var begun = new Dictionary<int, int>();
        for (int s = 0; s <= piece.Steps.Count; s++)
        {
            int[] now = s < piece.Steps.Count ? piece.Steps[s] : [];
            foreach (int pitch in begun.Keys.Except(now).ToList())
            {
                yield return new SoundingNote(
                    Math.Round(begun[pitch] * step, 4), Math.Round((s - begun[pitch]) * step, 4), pitch);
                begun.Remove(pitch);
            }

            foreach (int pitch in now)
            {
                begun.TryAdd(pitch, s);
            }
        }
    }
}
