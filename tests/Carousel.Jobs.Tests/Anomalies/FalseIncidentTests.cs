using Carousel.Anomalies;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>
/// Whether as many false incidents come as were asked for: in sensors without faults, some with the wave of a day, the
/// second half of them searched by the robust baseline.
/// </summary>
public sealed class FalseIncidentTests
{
    private const int Seeds = 8;

    [Theory]
    [InlineData(30_000, 60, Traits = ["Speed", "Slow"])]
    [InlineData(12_000, 900)]
    [InlineData(9_000, 3600)]
    [InlineData(40_000, 10, Traits = ["Speed", "Slow"])]
    public void DefaultRate_HoldsOnNewRows_WithinAFactorOfTwo(int rows, int seconds)
    {
        (int found, double asked) = (0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            (ChannelVerdicts verdicts, ChannelFitted fitted) = Judge(Sensors(seed, rows, seconds));
            found += verdicts.Incidents(rows / 2).Count;
            asked += rows / 2 / fitted.RowsBetween;
        }

        Assert.InRange(found / asked, 0.5, 2);
    }

    [Fact]
    public void ShortLogOfWorkingDays_HasTheFalseIncidentsAskedFor_WithinAFactorOfTwo()
    {
        (int found, double asked) = (0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            (ChannelVerdicts verdicts, ChannelFitted fitted) = Judge(Plant(seed, 8 * 7 * 24));
            found += verdicts.Incidents(4 * 7 * 24).Count;
            asked += 4 * 7 * 24 / fitted.RowsBetween;
        }

        Assert.InRange(found / asked, 0.5, 2);
    }

    [Fact]
    public void DayOfTheWeek_ThatOnlySearchedRowsHave_IsNamed()
    {
        Assert.Contains(
            ChannelPlan.Make(Sensors(1, 7 * 24, 3600), new AnomalyOptions()).Facts,
            f => f is { Name: "note" } && f.Fact.StartsWith(
                "The training rows have no Friday, Saturday or Sunday, but", StringComparison.Ordinal));
    }

    [Fact]
    public void CountThatRises_IsNotHeldForTooLong()
    {
        // Nearly all rows are one of eight values; others come, but hardly ever twice.
        float[] count = [.. Enumerable.Range(0, 8000).Select(
            r => r % 50 == 0 ? 8f + (r / 50 % 3) : r / (2 + (r % 400 / 300)) % 8)];
        HoldUsual usual = HoldUsual.Of(count, 1);

        Assert.Equal(usual.LimitOf(1), usual.LimitOf(9));
    }

    [Fact]
    public void RowsThatCannotTellTheRate_AreNamed()
    {
        ChannelData seconds = Sensors(1, 2000, 1), hours = Sensors(1, 2000, 3600);

        Assert.Contains(Facts(seconds), f => f is { Name: "note" } && f.Fact.StartsWith(
            "1,000 rows are too few to estimate a score that occurs once in 604,800 rows", StringComparison.Ordinal));
        Assert.DoesNotContain(Facts(hours), f => f.Name == "note");

        static IEnumerable<JobFact> Facts(ChannelData data) => ChannelPlan.Make(data, new AnomalyOptions()).Facts;
    }

    [Fact]
    public void IncidentThatBeginsInTheLearnedRows_HasOneStartInBothTables()
    {
        ChannelData data = Sensors(1, 1000, 3600);
        const int From = 500;
        var verdicts = new ChannelVerdicts(
            new double[1000], new int[1000], [.. Enumerable.Range(0, 1000).Select(r => r is >= 490 and < 510)],
            [.. data.Columns.Select(_ => new double[1000])])
        {
            ByChannel = [.. data.Columns.Select(_ => new double[1000])],
            Reasons = new ChannelReason[1000],
            Gap = 5,
        };

        var tables = new ChannelTables(data, verdicts, From);
        string[] rows = tables.Rows().Split('\n');

        Assert.StartsWith(data.LabelAt(From), tables.IncidentLines().Split('\n')[1], StringComparison.Ordinal);
        Assert.EndsWith($",{data.LabelAt(From)}", rows[1 + 505], StringComparison.Ordinal);
        Assert.EndsWith($",{data.LabelAt(490)}", rows[1 + 495], StringComparison.Ordinal);
    }

    private static (ChannelVerdicts Verdicts, ChannelFitted Fitted) Judge(ChannelData data)
    {
        int learned = data.Count / 2;
        var design = new ChannelDesign(
            data.Channels, "time", ChannelDesign.OnlyScore,
            new CellDesign(CellKind.Lstm, 1, 4, 0, 1, InitializerKind.Glorot), 24,
            [.. data.Columns.Select(c => RobustScale.Of(c.Take(learned)))]);
        var fitted = ChannelFitted.Of(
            design, data, learned, null, learned * 4 / 5, new NetworkUse(false, "the last value", 1.2),
            new AnomalyOptions());
        var monitor = new ChannelMonitor(design, fitted);
        return (
            ChannelVerdicts.Of(
                [.. Enumerable.Range(0, data.Count).Select(r => monitor.Take(data.StampAt(r), data.Row(r), []))],
                fitted),
            fitted);
    }

    /// <summary>A temperature and a pressure in hours: higher on working days, with a slow and a fast noise.</summary>
    private static ChannelData Plant(int seed, int rows)
    {
        var random = new Random(seed);
        DateTime[] stamps = [.. Enumerable.Range(0, rows).Select(r => new DateTime(2024, 1, 1).AddHours(r))];
        float[][] columns = [new float[rows], new float[rows]];
        (double slow, double fast) = (0, 0);
        for (int r = 0; r < rows; r++)
        {
            double load = Math.Exp(-Math.Pow(stamps[r].Hour - 14, 2) / 18)
                * (stamps[r].DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.3 : 1);
            slow = (0.9 * slow) + (0.3 * Uniform());
            fast = (0.5 * fast) + (0.02 * Uniform());
            columns[0][r] = (float)(60 + (12 * load) + slow);
            columns[1][r] = (float)(4.2 + (0.4 * load) + fast);
        }

        return new ChannelData("made.csv", ["temperature", "pressure"], columns, stamps, "time", null, []);

        double Uniform() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
    }

    /// <summary>A room, an autoregressive series, counts, a pump, its flow, a power and a constant.</summary>
    private static ChannelData Sensors(int seed, int rows, double seconds)
    {
        var random = new Random((seed * 7919) + 17);
        string[] names = ["room", "ar", "counts", "pump", "flow", "power", "constant"];
        float[][] columns = [.. names.Select(_ => new float[rows])];
        DateTime[] stamps =
            [.. Enumerable.Range(0, rows).Select(r => new DateTime(2024, 1, 1).AddSeconds(r * seconds))];
        (double own, double room, double slow, bool isOn) = (0, 0, 0, false);
        double kept = Math.Clamp(Math.Exp(-seconds / 600), 0.5, 0.98);
        double turns = seconds >= 900 ? 0.3 : seconds / 1800;
        for (int r = 0; r < rows; r++)
        {
            double day = Math.Sin(2 * Math.PI * (stamps[r].TimeOfDay.TotalHours - 8) / 24);
            own = (0.9 * own) + Normal();
            room = (kept * room) + (Math.Sqrt(1 - (kept * kept)) * 0.3 * Normal());
            slow = (0.7 * slow) + (0.05 * Normal());
            isOn ^= random.NextDouble() < turns;
            columns[0][r] = (float)Math.Round(21 + (2 * day) + room + (0.05 * Normal()), 3);
            columns[1][r] = (float)own;
            columns[2][r] = Count(6 + (4 * day));
            columns[3][r] = isOn ? 1 : 0;
            columns[4][r] = (float)((isOn ? 30 : 0) + (0.3 * Normal()));
            columns[5][r] = (float)(5 + (2 * day) + (isOn ? 1.5 : 0) + slow + (0.1 * Normal()));
            columns[6][r] = 7;
        }

        return new ChannelData("made.csv", names, columns, stamps, "time", null, []);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());

        int Count(double mean)
        {
            (int count, double term, double drawn) = (0, Math.Exp(-mean), random.NextDouble());
            for (double sum = term; drawn > sum && count < 60; sum += term)
            {
                term *= mean / ++count;
            }

            return count;
        }
    }
}
