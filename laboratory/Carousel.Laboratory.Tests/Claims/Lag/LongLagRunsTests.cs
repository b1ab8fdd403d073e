using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims.Lag;

public sealed class LongLagRunsTests
{
    [Fact]
    public void Pictures_LeaveOutATask_WhereEverySeedDivergesBeforeItsFirstLook()
    {
        LongLagOutcome Outcome(LongLag task, ulong seed, params CurvePoint[] curve) =>
            new(task, seed, 0, IsDiverged: true, double.NaN, 400, 1, curve);
        (LongLag adding, LongLag copy) = (LongLag.All[0], LongLag.All[1]);
        Block[] blocks =
        [
            .. LongLagRuns.Draw(
                [
                    Outcome(adding, 1), Outcome(adding, 2),
                    Outcome(copy, 1, new CurvePoint(400, new TaskScore(0.5, 0.25, 0))), Outcome(copy, 2),
                ], lag: 20),
        ];
        Assert.Equal([typeof(LineChart), typeof(Table)], blocks.Select(b => b.GetType()));
        Assert.Contains(copy.Name, ((LineChart)blocks[0]).Title, StringComparison.Ordinal);
        Assert.Equal(4, ((Table)blocks[1]).Rows.Count);
    }
}
