using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>A forecaster, opened, says what it says closed.</summary>
public sealed class ForecastInspectionTests : IDisposable
{
    private const int Rows = 130;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TargetTransform.None)]
    [InlineData(TargetTransform.SquareRoot)]
    [InlineData(TargetTransform.Log)]
    public void Score_IsTheMeanForecast(TargetTransform transform)
    {
        // Without a baseline, of which validation may find that nothing of the network is to be added to it.
        ForecastOptions options = Tiny.Options(epochs: 3) with
        {
            Transform = transform,
            Baseline = ForecastBaseline.None,
            TrainOnce = true,
        };
        (Forecaster model, InspectionSubject subject, SeriesSet set) = Open(options);
        using (model)
        {
            Opened.Check(subject.Model, subject.Sequences);
            ForecastData data = model.DataOf(set);
            Window[] windows =
            [
                .. Enumerable.Range(1, subject.Sequences.Count).Select(w => new Window(0, w * 8, 8, 4)),
            ];
            QuantileTable table = model.RunApart(data, windows, TestContext.Current.CancellationToken);
            for (int w = 0; w < windows.Length; w++)
            {
                double mean = Enumerable.Range(0, 4).Average(t => table[w, t, 0][table.Median]);
                Assert.Equal(
                    mean, Opened.Score(subject.Model, subject.Sequences[w], subject.Sequences[w].Input, 1, 0).Scores[0],
                    2e-5 * Math.Abs(mean));
            }
        }
    }

    [Fact]
    public void Rows_LeadToEveryColumnOfTheFile_WhenRowsAreUnsortedAndMissing()
    {
        (Forecaster model, InspectionSubject subject, _) = Open(Tiny.Options());
        using (model)
        {
            Assert.Equal(24, subject.Model.HoursPerStep);
            Assert.Equal(["y0", "y1"], subject.Model.InputNames.Take(2));
            InspectedSequence first = subject.Sequences[0];
            Assert.Equal("2024-01-01 to 2024-01-08", first.Name);
            Assert.Equal("2024-01-08", first.StepNames[7]);
            string?[] days = subject.Column("day of the file", first);
            Assert.Equal("0 1 2 3 4 - 6 7", string.Join(" ", days.Select(d => d ?? "-")));
            Assert.All(subject.Column("note", subject.Sequences[^1]), n => Assert.Equal("late", n));
            Assert.Contains(
                "Did you mean 'note'?", Assert.Throws<DataFormatException>(() => subject.Column("nota", first)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_AreThoseOfEachSeries_WhenTwoStandInTurn()
    {
        string file = _folder.File("two.csv");
        File.WriteAllLines(file, ["shop,date,y,order", .. Enumerable.Range(0, 2 * Rows).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{(r % 2 == 0 ? "a" : "b")},{Tiny.Monday.AddDays(r / 2):yyyy-MM-dd},{Tiny.Wave(Rows)[r / 2]:0.###},"
            + $"{r}"))]);
        SeriesSet set = SeriesReader.ReadCsv(file, new ReadOptions { Targets = ["y"], Time = "date", Id = "shop" });
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { Baseline = ForecastBaseline.None });
        var subject = InspectionSubject.Open(model, JobInput.OfFile(file), "model");

        Opened.Check(subject.Model, subject.Sequences);
        InspectedSequence second = subject.Sequences.First(s => s.Name.StartsWith("b, ", StringComparison.Ordinal));
        Assert.Equal("b, 2024-01-01 to 2024-01-08", second.Name);
        Assert.Equal("1 3 5 7 9 11 13 15", string.Join(' ', subject.Column("order", second)));
        Assert.Equal(subject.Sequences.Count, subject.Sequences.Select(s => s.Name).Distinct().Count());
    }

    [Fact]
    public void Read_Refuses_AFileShorterThanTheLookback()
    {
        (Forecaster model, _, _) = Open(Tiny.Options());
        using (model)
        {
            string file = _folder.File("short.csv");
            File.WriteAllLines(file, ["date,y0,y1", "2024-01-01,1,2", "2024-01-02,2,3", "2024-01-03,2,3"]);
            Assert.Contains(
                "covers 3 days, but the model looks back 8",
                Assert.Throws<DataFormatException>(
                    () => InspectionSubject.Open(model, JobInput.OfFile(file), "model")).Message,
                    StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// A file in which the first two rows changed places, one row is missing, and two columns do not belong to the
    /// model.
    /// </summary>
    private (Forecaster Model, InspectionSubject Subject, SeriesSet Set) Open(ForecastOptions options)
    {
        string file = _folder.File("tiny.csv");
        List<string> lines = [.. Enumerable.Range(0, Rows).Where(r => r != 5).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{Tiny.Monday.AddDays(r):yyyy-MM-dd},{r},{Tiny.Wave(Rows)[r]:0.###},{Tiny.Wave(Rows, 50, 9, 1)[r]:0.###},"
            + $"{(r < 100 ? "early" : "late")}"))];
        (lines[0], lines[1]) = (lines[1], lines[0]);
        File.WriteAllLines(file, ["date,day of the file,y0,y1,note", .. lines]);
        SeriesSet set = SeriesReader.ReadCsv(file, new ReadOptions { Targets = ["y0", "y1"], Time = "date" });
        Forecaster model = Tiny.Fit(set, options);
        return (model, InspectionSubject.Open(model, JobInput.OfFile(file), "model"), set);
    }
}
