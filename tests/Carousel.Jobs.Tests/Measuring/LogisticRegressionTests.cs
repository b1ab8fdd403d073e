using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

public sealed class LogisticRegressionTests
{
    private static readonly bool[] _answers = [.. Enumerable.Range(0, 200).Select(i => i < 100 ? i < 30 : i < 160)];

    private static LogisticRow Row(params double[] values) => new([.. Enumerable.Range(0, values.Length)], values);

    private static LogisticRegression Start(int inputs) => LogisticRegression.OfShare(inputs, 90, 200);

    [Fact]
    public void Fit_FindsTheCoefficientsThatMadeTheData()
    {
        // One input with two values: the maximum of the likelihood is known in closed form, 30 of 100 and 60 of 100.
        var model = LogisticRegression.Fit(
            Start(1), [.. Enumerable.Range(0, 200).Select(i => Row(i < 100 ? 0 : 1))], _answers, penalty: 0.002);

        Assert.Equal(0.3, model.Probability(Row(0)), 3);
        Assert.Equal(0.6, model.Probability(Row(1)), 3);
        Assert.Equal(Math.Log(0.6 / 0.4), model.LogOdds(Row(1)), 3);
    }

    [Fact]
    public void Fit_IsTheSame_WhetherZerosAreLeftOutOrNot()
    {
        double[][] values = [.. Enumerable.Range(0, 200).Select(i => new[] { i % 2, 0.5 * (i % 3), i < 100 ? 0 : 1 })];
        LogisticRow[] sparse =
        [
            .. values.Select(v => Enumerable.Range(0, v.Length).Where(f => v[f] != 0).ToArray())
                .Zip(values, (places, v) => new LogisticRow(places, [.. places.Select(f => v[f])])),
        ];

        var expected = LogisticRegression.Fit(Start(3), [.. values.Select(v => Row(v))], _answers, penalty: 1);

        Assert.Equal(
            expected.Coefficients, LogisticRegression.Fit(Start(3), sparse, _answers, penalty: 1).Coefficients);
    }

    [Fact]
    public void Fit_IsAMaximum_WhereRowsAreAlmostSeparable()
    {
        // Two inputs that are almost alike, a rare answer and a weak penalty: whole steps of Newton go too far.
        LogisticRow[] rows =
        [
            .. Enumerable.Range(0, 400).Select(i => Row(Math.Sin(i), Math.Sin(i) + (0.01 * Math.Cos(5 * i)), i % 37)),
        ];
        bool[] answers = [.. rows.Select((r, i) => r.Values[2] > 34 ? i % 5 > 0 : i == 7)];
        const double Penalty = 4e-3;
        var model = LogisticRegression.Fit(new LogisticRegression([30, -30, 2, 10]), rows, answers, Penalty, 1e-12);
        for (int f = 0; f < 4; f++)
        {
            double slope = f < 3 ? -Penalty * model.Coefficients[f] : 0;
            slope += rows.Select((r, i) =>
                ((answers[i] ? 1 : 0) - model.Probability(r)) * (f < 3 ? r.Values[f] : 1)).Sum();
            Assert.Equal(0, slope, 1e-3);
        }
    }

    [Fact]
    public void Penalty_DrawsAllButTheConstantToNothing()
    {
        var model = LogisticRegression.Fit(
            Start(1), [.. Enumerable.Range(0, 200).Select(i => Row(i < 100 ? 0 : 1))], _answers, penalty: 1e9);

        Assert.Equal(0, model.Coefficients[0], 1e-6);
        Assert.Equal(0.45, model.Probability(Row(1)), 3);
    }

    [Fact]
    public void Share_HasHalfARowOnBothSides()
    {
        var model = LogisticRegression.OfShare(2, 0, 9);

        Assert.Equal([0, 0], model.Coefficients[..2]);
        Assert.Equal(Math.Log(0.5 / 9.5), model.Coefficients[2], 1e-12);
    }
}
