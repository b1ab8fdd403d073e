using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Inspecting.Stepping;

public sealed class StepLookTests
{
    [Fact]
    public void Run_ShowsTheStepAmongItsNeighbors()
    {
        using var model = new MadeModel(new Stack(new Lstm(2, 8), new Gru(8, 5)), 30, 4)
        {
            StepName = "character",
            InputNames = ["price", "load"],
        };

        InspectionResult result = Run(model, new StepOptions(28));

        Assert.True(result.Holds);
        Stepper stepper = result.Sections[0].Blocks.OfType<Stepper>().Single();
        Assert.Equal((7, 5), (stepper.Frames.Count, stepper.Start));
        Assert.Equal("'c'", stepper.Frames[5].Label);
        Assert.Contains(
            stepper.Frames[5].Blocks.OfType<Table>(),
            t => t.Caption.StartsWith("1 · forget: f = σ", StringComparison.Ordinal));
        Assert.Equal(
            ["", "price", "load"], stepper.Frames[0].Blocks.OfType<Table>().First().Columns.Select(c => c.Title));
        Assert.Contains("the first of 2 sequences", result.Notes.Single(), StringComparison.Ordinal);
        LayerTrace trace = NetworkTrace.Of(model.Backend, model.Reader, model.Read(null!, default)[0].Input)[0];
        string forget = Encoding.UTF8.GetString(result.Files.Single().Content.Span).Split('\n')
            .Single(l => l.StartsWith("28,forget,f,3,", StringComparison.Ordinal));
        Assert.Equal(
            trace[TraceQuantity.ForgetGate][(28 * 8) + 3],
            float.Parse(forget.Split(',')[4], CultureInfo.InvariantCulture), 1e-6f);
    }

    [Fact]
    public void Run_ShowsSeveralStepsTogether_AndKeepsThem()
    {
        using var model = new MadeModel(new Lstm(2, 4), 30);

        InspectionResult result = Run(model, new StepOptions(new StepRange(8, 12)) { Around = 2 });

        Stepper stepper = result.Sections[0].Blocks.OfType<Stepper>().Single();
        Assert.Equal((9, 2, 5), (stepper.Frames.Count, stepper.Start, stepper.Together));
        Assert.StartsWith("Steps 8..12 of", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            ["8", "9", "10", "11", "12"],
            Encoding.UTF8.GetString(result.Files.Single().Content.Span).Split('\n').Skip(1)
                .Where(line => line.Length > 0).Select(line => line.Split(',')[0]).Distinct());
        Assert.Contains(
            "but is 28..30",
            Assert.Throws<OptionException>(() => Run(model, new StepOptions(new StepRange(28, 30)))).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3", 3, 3)]
    [InlineData("1..8", 1, 8)]
    [InlineData("5..5", 5, 5)]
    public void Steps_AreReadAsTheyAreTyped(string text, int first, int last)
    {
        Assert.True(StepRange.TryParse(text, out StepRange steps));
        Assert.Equal(new StepRange(first, last), steps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8..1")]
    [InlineData("-1")]
    [InlineData("1..")]
    [InlineData("..3")]
    [InlineData("1...3")]
    [InlineData("two")]
    public void WhatNamesNoSteps_IsRefused(string text) => Assert.False(StepRange.TryParse(text, out _));

    [Fact]
    public void Run_ShowsTheLayerThatWasAskedFor()
    {
        using var model = new MadeModel(new Stack(new Lstm(2, 8), new Gru(8, 5)), 30)
        {
            InputNames = ["price", "load"],
        };

        InspectionResult result = Run(model, new StepOptions(0) { Layer = "2", Around = 0 });

        Stepper stepper = result.Sections[0].Blocks.OfType<Stepper>().Single();
        Assert.Single(stepper.Frames);
        Assert.Equal("One step of a GRU cell", stepper.Title);
        Assert.All(
            stepper.Frames[0].Blocks.OfType<Table>().First().Columns.Skip(1),
            c => Assert.StartsWith("input ", c.Title, StringComparison.Ordinal));
        Assert.StartsWith(
            "Step 0 of case 1: the GRU equations of layer 2 with its 5 units", result.Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RefusesWhatThereIsNot()
    {
        using var model = new MadeModel(new Lstm(2, 8), 30);
        using var projected = new MadeModel(new Lstm(2, 8, options: new LstmOptions { Projection = 3 }), 30);

        Assert.Equal(
            "--at must be 0…29, a step of case 1, but is 30.",
            Assert.Throws<OptionException>(() => Run(model, new StepOptions(30))).OnCommandLine);
        Assert.Contains(
            "--around must be 0…100",
            Assert.Throws<OptionException>(() => Run(model, new StepOptions(3) { Around = 101 })).OnCommandLine,
            StringComparison.Ordinal);
        Assert.Contains(
            "--layer",
            Assert.Throws<OptionException>(() => Run(model, new StepOptions(3) { Layer = "top" })).OnCommandLine,
            StringComparison.Ordinal);
        Assert.Contains(
            "projection", Assert.Throws<DataFormatException>(() => Run(projected, new StepOptions(3))).OnCommandLine,
            StringComparison.Ordinal);
    }

    private static InspectionResult Run(MadeModel model, StepOptions options) =>
        new StepLook(options).Run(model.Subject(), null, TestContext.Current.CancellationToken);
}
