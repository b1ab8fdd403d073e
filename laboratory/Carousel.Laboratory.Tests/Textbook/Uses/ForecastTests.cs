using Carousel.Data;
using Carousel.Laboratory.Textbook.Uses.Forecasts;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Uses;

/// <summary>Tables of days are read unchanged; damaged ones are reported in a sentence.</summary>
public class ForecastTests
{
    [Fact]
    public void ValuesOfADay_AreAddedUp()
    {
        string path = Written(
            Enumerable.Range(0, 1000).Select(d => $"a,{DateTime.UnixEpoch.AddDays(d):yyyy-MM-dd},1.5")
                .Append("b,1970-01-02,2"));
        DailySeries series = DailySeries.Read(path, "ds", "y");
        Assert.Equal(1000, series.Values.Length);
        Assert.Equal([1.5, 3.5, 1.5], series.Values[..3]);
        File.Delete(path);
    }

    [Fact]
    public void DamagedLine_IsNamed()
    {
        string path = Written(["a,1970-01-01,1", "a,1970-01-02,oops"]);
        DataFormatException exception =
            Assert.Throws<DataFormatException>(() => DailySeries.Read(path, "ds", "y"));
        Assert.Equal(3, exception.Line);
        Assert.Throws<DataFormatException>(() => DailySeries.Read(path, "day", "y"));
        File.Delete(path);
    }

    [Fact]
    public void WalkWithMomentum_GoesOn()
    {
        double Correlation(double momentum)
        {
            double[] values = DailySeries.Walk(new TrialRandom(1, "test", 0), 4000, momentum).Values;
            double[] steps = [.. values.Zip(values.Skip(1), (a, b) => b - a)];
            return steps.Zip(steps.Skip(1), (a, b) => a * b).Sum() / steps.Sum(s => s * s);
        }

        Assert.InRange(Correlation(0), -0.05, 0.05);
        Assert.InRange(Correlation(0.3), 0.25, 0.35);
    }

    private static string Written(IEnumerable<string> lines)
    {
        string path = Path.GetTempFileName();
        File.WriteAllLines(path, lines.Prepend("unique_id,ds,y"));
        return path;
    }
}
