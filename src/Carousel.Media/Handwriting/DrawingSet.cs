using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Report;

namespace Carousel.Handwriting;

/// <summary>Drawings, divided into those to learn from, to choose by and to measure on.</summary>
/// <param name="Data">The file.</param>
/// <param name="Parts">Its drawings, and those of separate files.</param>
/// <param name="Split">How they were divided, in words.</param>
internal sealed record DrawingSet(DrawingData Data, DataParts<Drawing> Parts, string Split)
{
    private const int Fewest = 6;

    /// <summary>
    /// Divides the data: parts that have no separate file are drawn at random, whatever the writer, without regard
    /// to the seed; each has all classes that have enough drawings, where there are classes.
    /// </summary>
    /// <param name="data">The data.</param>
    /// <param name="options">Files and shares.</param>
    /// <param name="needsLabels">Whether every drawing needs a label.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="DataFormatException">There are too few drawings, or one has no label.</exception>
    /// <exception cref="OptionException">The shares leave nothing to learn from.</exception>
    public static DrawingSet Make(DrawingData data, WriteOptions options, bool needsLabels)
    {
        int count = (needsLabels ? Labeled(data) : data).Drawings.Count;
        if (count < Fewest)
        {
            throw new DataFormatException(
                $"{data.Name} has {FigureText.Counted(count, "drawing")}. At least {Fewest} are needed; "
                + "pass more.");
        }

        string split = (options.Validation, options.Test) switch
        {
            (null, null) => "drawn at random, regardless of the writer",
            (null, _) => "validation drawn at random, regardless of the writer; test from a separate file",
            (_, null) => "test drawn at random, regardless of the writer; validation from a separate file",
            _ => "one file per set",
        };
        bool hasClasses = needsLabels && options is not { Mode: WriteMode.Recognize, Join: null };
        return new DrawingSet(data, DataParts.Of(
            options, file => (needsLabels ? Labeled(DrawingReader.Read(file)) : DrawingReader.Read(file)).Drawings,
            (validation, test) =>
                DataParts.Draw(
                    data.Drawings, "division of drawings", validation, test, data.Name, "drawing",
                    d => hasClasses ? d.Label : "")), split);
    }

    /// <summary>A text that differs for other drawings.</summary>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public string Fingerprint() => Parts.Fingerprint(
        (hash, drawing) =>
        {
            Add(hash, drawing);
            hash.Add($"{drawing.Label}\n");
        },
        (byte)'\f');

    private static void Add(DataFingerprint hash, Drawing drawing)
    {
        foreach (PenPoint point in drawing.Points)
        {
            hash.Add([point.X, point.Y]);
            hash.Add([point.IsLift ? (byte)1 : (byte)0]);
        }
    }

    /// <summary>What was found, and how it was divided.</summary>
    /// <param name="classes">Which classes or symbols there are, in words.</param>
    public IReadOnlyList<JobFact> Facts(string classes) =>
    [
        new("drawings", Invariant.Of(
            $"{Parts.All.Count():N0} ({Data.Layout}), {Parts.All.Average(d => d.Points.Count):0.#} points "
            + $"and {Parts.All.Average(d => d.Strokes.Count()):0.#} strokes on average; {classes}")),
        new(
            "split",
            $"{FigureText.Count(Parts.Training.Count)} to train, {FigureText.Count(Parts.Validation.Count)} to "
            + $"validate, {FigureText.Count(Parts.Test.Count)} to test; {Split}"),
        .. JobFact.Notes(Parts.Overlaps("drawing", Add)),
    ];

    /// <summary>What the reports of models of drawings share.</summary>
    /// <param name="title">The title.</param>
    /// <param name="measured">How many drawings measured.</param>
    /// <param name="section">The drawings.</param>
    /// <param name="fingerprint">Of the data.</param>
    public static JobPage Page(string title, int measured, Section section, string fingerprint) =>
        new(title, $"{measured} drawings held out from training and selection.", [section])
        {
            ScoreTitle = "Validation loss by epoch",
            LossTitle = "Training loss by epoch, with distorted drawings and dropout",
            Settings = [new Fact("fingerprint", fingerprint)],
        };

    /// <summary>A file in which each drawing has a label.</summary>
    /// <exception cref="DataFormatException">One has none.</exception>
    public static DrawingData Labeled(DrawingData data) =>
        data.Drawings.FirstOrDefault(d => d.Label.Length == 0) is { } bare
        ? throw OptionTable.None.Unfit(
            data.Name, bare.Line, 0,
            "the drawing has no label. Write one or remove the drawing; a training with {Mode} generate needs none.")
        : data;
}
