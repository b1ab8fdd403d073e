using System.Globalization;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Pictures;
using Carousel.Video;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>Models of the made clips, opened, say what they say closed.</summary>
public sealed class ClipInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public async Task Actions_GiveTheLogOddsOfTheModel(int side)
    {
        ClipData data = MadeClips.Figures(5, 1, side, 1);
        using var model = (await ActionPlan.Make(
            ClipParts.Make(data, new VideoOptions(), needsLabels: true),
            new VideoOptions { Baseline = BaselineInside.None, Fit = Small() }).FitAsync(new FitRun(), None)).Model;
        string clips = side == 0 ? Table(data) : Pictures(data);
        ClipData read = ClipReader.Read(clips, side);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(clips), "model", cancellation: None);

        Opened.Check(subject.Model, subject.Sequences);
        Carousel.Jobs.Measuring.ClassAnswers answers = model.Answer(read, read.Clips, true, None);
        for (int n = 0; n < 4; n++)
        {
            InspectedSequence sequence = subject.Sequences[n];
            Assert.Equal(read.Clips[n].Name, sequence.Name);
            Assert.Equal(answers.Answers[n], subject.Model.Answer(sequence));
            double odds = Math.Exp(
                Opened.Score(subject.Model, sequence, sequence.Input, 1, answers.Answers[n]).Scores[0]);
            Assert.Equal(answers.Confidence(n), odds / (1 + odds), 1e-5);
            Assert.Equal(sequence.Input.Length, subject.Model.Baseline(sequence).Length);
            Assert.True(side == 0 ? subject.Column("frame", sequence)[2] == "2" : sequence.Rows.Count == 0);
        }
    }

    [Fact]
    public async Task NextFrames_AreRefused_AndWhatCanBeOpenedIsSaid()
    {
        ClipParts parts = ClipParts.Make(
            MadeClips.MovingDigits(4, 1, 8, 1), new VideoOptions { Side = 8 }, needsLabels: false);
        using var model = (await FramePlan.Make(
            parts, new VideoOptions { Side = 8, Window = 4, Fit = Small() }).FitAsync(new FitRun(), None)).Model;

        string said = Assert.Throws<DataFormatException>(
            () => InspectionSubject.Open(model, JobInput.OfFile("clips"), "model")).OnCommandLine;

        Assert.Contains("carousel video --mode action", said, StringComparison.Ordinal);
    }

    private static FitOptions Small() =>
        new() { Hidden = 4, Layers = 1, Epochs = 1, Threads = 1, LearningRate = 1e-2, Batch = 8 };

    private string Table(ClipData data)
    {
        string file = _folder.File("poses.csv");
        string Frame(Clip clip, int frame) => string.Join(
            ',', clip.Frame(frame).ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        File.WriteAllLines(
            file,
            [
                $"clip,frame,label,{string.Join(',', data.Joints)}",
                .. from c in data.Clips
                   from t in Enumerable.Range(0, c.Steps)
                   select $"{c.Name},{t},{c.Label},{Frame(c, t)}",
            ]);
        return file;
    }

    private string Pictures(ClipData data)
    {
        string folder = _folder.File("clips");
        foreach (Clip clip in data.Clips.Take(8))
        {
            string own = Directory.CreateDirectory(Path.Combine(folder, clip.Label, clip.Name)).FullName;
            for (int t = 0; t < clip.Steps; t++)
            {
                byte[] grey =
                [
                    .. clip.Frame(t).ToArray().SelectMany(v => Enumerable.Repeat((byte)Math.Round(255 * v), 3)),
                ];
                File.WriteAllBytes(
                    Path.Combine(own, $"{t:00}.png"), PngFile.Write(new Picture(data.Side, data.Side, grey)));
            }
        }

        return folder;
    }
}
