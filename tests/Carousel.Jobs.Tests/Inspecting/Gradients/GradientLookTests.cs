using System.Text;
using Carousel.Data;
using Carousel.Inspection;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Inspecting.Gradients;

public sealed class GradientLookTests
{
    [Fact]
    public void Run_SaysHowFarErrorsReach()
    {
        // A linear cell that keeps 0.9 of its state at every step: a hundredth is left after 43 steps, a tenth after
        // 21.
        var layer = new Lstm(1, 3);
        using var model = new MadeModel(layer, 200, 300, 250, 220) { HoursPerStep = 2 };
        layer.W.Set(new float[12]);
        layer.R.Set(new float[36]);
        layer.B.Set([0, 0, 0, MathF.Log(9), MathF.Log(9), MathF.Log(9), 0, 0, 0, 0, 0, 0]);

        InspectionResult result = Run(model, new GradientOptions { Places = 4 });

        Assert.Equal(100, Figure(result, "lags").Value);
        Assert.Equal(43, Figure(result, "reach_c").Value);
        Assert.Equal(21, Figure(result, "reach_tenth_c").Value);
        Assert.Equal(0, Figure(result, "reach_h").Value);
        Assert.Equal(43, Figure(result, "reach_c").Interval!.Value.Low);
        Assert.Equal(Math.Pow(0.9, 100), Figure(result, "gain_c").Value, 1e-7);
        Assert.Contains("after 43 steps (86 hours)", result.Sentence, StringComparison.Ordinal);
        LineChart chart = result.Sections[0].Blocks.OfType<LineChart>().Single();
        Assert.Equal(["h", "c", "c: product of forget gates"], chart.Lines.Select(l => l.Name));
        Assert.Equal(["h", "c"], chart.Bands.Select(b => b.Line));
        Assert.Equal(
            1 + (2 * 101),
            Encoding.UTF8.GetString(result.Files.Single().Content.Span).TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Run_TakesTheMeanOfTheFlowsAtItsPlaces()
    {
        using var model = new MadeModel(new Stack(new Lstm(2, 5), new Elman(5, 4)), 400);

        InspectionResult result = Run(model, new GradientOptions { Lags = 7, Places = 4 });

        float[] input = model.Read(null!, default)[0].Input;
        double[] gains =
        [
            .. new[] { 100, 200, 300, 400 }.Select(
                end => GradientFlow.Before(model.Backend, model.Reader, input, end, 7).Parts[1].Gain[7]),
        ];
        Assert.Equal(gains.Average(), Figure(result, "gain_0_c").Value, 1e-12);
        Assert.Equal(
            ["gain_0_h", "gain_0_c", "gain_1_h"],
            result.Figures.Select(f => f.Name).Where(n => n.StartsWith("gain", StringComparison.Ordinal)));
        Assert.InRange(Figure(result, "gain_0_c").Interval!.Value.Low, gains.Min(), gains.Average());
        Assert.Contains(result.Notes, n => n.Contains("the places of the one sequence", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_LeavesShortSequencesOut_AndSaysSo()
    {
        using var model = new MadeModel(new Gru(2, 70), 20, 30, 5);

        InspectionResult result = Run(model, new GradientOptions { Places = 2 });

        Assert.Equal(19, Figure(result, "lags").Value);
        Assert.Contains("1 sequence of 19 steps or fewer was left out; --lags sets another limit.", result.Notes);
        Assert.Contains("In each part of the state 16 random errors were followed, not all directions.", result.Notes);
    }

    [Fact]
    public void Run_RefusesWhatHasNoFlow()
    {
        using var both = new MadeModel(new Bidirectional(new Gru(2, 4), new Gru(2, 4, reverse: true)), 30);
        using var model = new MadeModel(new Gru(2, 4), 30);
        using var single = new MadeModel(new Gru(2, 4), 1, 1);

        Assert.Contains(
            "reads in both directions",
            Assert.Throws<DataFormatException>(() => Run(both, new GradientOptions())).OnCommandLine,
            StringComparison.Ordinal);
        Assert.Equal(
            "--lags must be 1…29, but is 30.",
            Assert.Throws<OptionException>(() => Run(model, new GradientOptions { Lags = 30 })).OnCommandLine);
        Assert.Contains(
            "--places",
            Assert.Throws<OptionException>(() => Run(model, new GradientOptions { Places = 0 })).OnCommandLine,
            StringComparison.Ordinal);
        Assert.Contains(
            "one step each", Assert.Throws<OptionException>(() => Run(single, new GradientOptions())).OnCommandLine,
            StringComparison.Ordinal);
    }

    private static InspectionResult Run(MadeModel model, GradientOptions options) =>
        new GradientLook(options).Run(model.Subject(), null, TestContext.Current.CancellationToken);

    private static MeasuredFigure Figure(InspectionResult result, string name) =>
        result.Figures.Single(f => f.Name == name);
}
