using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Tests.Streaming;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Predict, evaluate and stream report that the errors are larger than those of the validation set.</summary>
public sealed class DriftTests
{
    private const int Rows = 300, Changed = 240;

    private static readonly ForecastOptions _options = Tiny.Options() with { ValidationRows = 80, TestRows = 100 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EvaluateAndPredict_NoteAChange_AndOnlyAChange(bool isStamped)
    {
        using Forecaster model = Tiny.Fit(Set(Values(), isStamped), _options);
        Assert.Equal(20, Assert.Single(model.Calibration.WindowErrors!).Value.Count);

        Assert.Contains(
            "The test of 25 forecasts did not find that the errors have grown since the validation set.",
            Evaluated(model, Values(), isStamped));
        Assert.DoesNotContain(model.Predict(Set(Values(), isStamped)).Notes, IsAlarm);

        string evaluated = Assert.Single(Evaluated(model, Values(growth: 8), isStamped), IsAlarm);
        string predicted = Assert.Single(model.Predict(Set(Values(growth: 8), isStamped)).Notes, IsAlarm);
        Assert.Equal(evaluated, predicted);

        // The onset is an estimate: errors just before the change may be large by chance.
        Assert.Contains(new[] { Changed - 8, Changed - 4, Changed }, row => evaluated.StartsWith(
            string.Create(
                CultureInfo.InvariantCulture,
                $"From {(isStamped ? $"{Tiny.Monday.AddDays(row):yyyy-MM-dd}" : $"{row}")} on the errors are "),
            StringComparison.Ordinal));
        Assert.EndsWith(
            "Train again on newer rows: carousel forecast FILE.", evaluated, StringComparison.Ordinal);
    }

    [Fact]
    public void AStream_RaisesTheAlarmOnce_AtTheRowWhereAFileHasIt()
    {
        using Forecaster model = Tiny.Fit(Set(Values(), true), _options);
        float[] values = Values(growth: 8);
        using var stream = new ForecastStream(model);
        (int Row, string Note)[] notes =
        [
            .. values.Select((_, r) => (Row: r, stream.Take(Line(values, r), r + 1)!.Note))
                .Where(answer => answer.Note is not null).Select(answer => (answer.Row, answer.Note!)),
        ];

        (int at, string note) = Assert.Single(notes);
        Assert.Equal(note, Assert.Single(model.Predict(Set(values[..(at + 1)], true)).Notes, IsAlarm));
        Assert.DoesNotContain(model.Predict(Set(values[..at], true)).Notes, IsAlarm);

        // Rows that were there before the first line count.
        using var late = new ForecastStream(model);
        late.Begin(Set(values[..250], true));
        Assert.Equal([note], Enumerable.Range(250, 50)
            .Select(r => late.Take(Line(values, r), r + 1)!.Note).OfType<string>());
    }

    [Fact]
    public void ASession_ContinuesTheTest_AndItsAnswersNameTheOnset()
    {
        using Forecaster model = Tiny.Fit(Set(Values(), true), _options);
        float[] values = Values(growth: 8);
        string[] answers = SessionContract.Check(
            model, [.. values.Select((_, r) => SessionContract.Text(Line(values, r)))]);

        Assert.DoesNotContain("drift_since", answers[Changed], StringComparison.Ordinal);
        Assert.Contains(
            $"\"drift_since\":\"{Tiny.Monday.AddDays(Changed):yyyy-MM-dd}\"", answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void AModelOfAnEarlierVersion_HasNoTest()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (Forecaster fitted = Tiny.Fit(Set(Values(), true), _options))
        {
            fitted.Save(path);
            using Forecaster same = Forecaster.Load(path, threads: 1);
            Assert.Equal(fitted.Calibration.WindowErrors![""], same.Calibration.WindowErrors![""]);
        }

        var stored = Storage.ModelFile.Read(path);
        int start = stored.Scalers!.IndexOf(",\"window_errors\"", StringComparison.Ordinal);
        int end = stored.Scalers.IndexOf("]}", start, StringComparison.Ordinal) + 2;
        new Storage.ModelFile
        {
            Task = stored.Task,
            Configuration = stored.Configuration,
            Training = stored.Training,
            Scalers = stored.Scalers.Remove(start, end - start),
            Data = stored.Data,
            Tensors = stored.Tensors,
        }.Write(path);
        using Forecaster old = Forecaster.Load(path, threads: 1);

        Assert.Null(old.Calibration.WindowErrors);
        Assert.DoesNotContain(
            Evaluated(old, Values(growth: 8), true), n => n.Contains("errors", StringComparison.Ordinal));
        Assert.DoesNotContain(old.Predict(Set(Values(growth: 8), true)).Notes, IsAlarm);
        using var stream = new ForecastStream(old);
        Assert.All(Enumerable.Range(0, Rows), r => Assert.Null(stream.Take(Line(Values(8), r), r + 1)!.Note));
    }

    [Fact]
    public void ErrorsOfAModelFile_AreFinite()
    {
        using Forecaster model = Tiny.Fit(Set(Values(), true), _options);
        Calibration wrong = model.Calibration with
        {
            WindowErrors = new Dictionary<string, IReadOnlyList<float>> { [""] = [1, float.NaN] },
        };
        Assert.False(new ForecastFitted(model.Scaling, wrong).Fits(model.Design));
        Assert.True(new ForecastFitted(model.Scaling, model.Calibration).Fits(model.Design));
    }

    private static bool IsAlarm(string note) =>
        note.Contains("times those of the validation set", StringComparison.Ordinal);

    private static IReadOnlyList<string> Evaluated(Forecaster model, float[] values, bool isStamped)
    {
        string[] lines = [isStamped ? "date,y0" : "y0", .. values.Select((v, r) => isStamped
            ? Line(values, r)
            : v.ToString("R", CultureInfo.InvariantCulture))];
        return model.Evaluate(
            JobInput.OfText(string.Join('\n', lines) + "\n", "newer.csv"), TestContext.Current.CancellationToken).Notes;
    }

    private static string Line(float[] values, int r) =>
        string.Create(CultureInfo.InvariantCulture, $"{Tiny.Monday.AddDays(r):yyyy-MM-dd},{values[r]:R}");

    /// <summary>A weekly wave with noise, which grows at a row.</summary>
    private static float[] Values(float growth = 1)
    {
        var random = new Random(7);
        return
        [
            .. Tiny.Wave(Rows).Select((wave, r) =>
                wave + ((r < Changed ? 1 : growth) * ((float)random.NextDouble() - (float)random.NextDouble()))),
        ];
    }

    private static SeriesSet Set(float[] values, bool isStamped) => isStamped
        ? Tiny.Daily(values)
        : new SeriesSet([new Series(["y0"], [values])], SeriesRoles.AllTargets(["y0"]), "tiny.csv");
}
