using System.Text.Json;
using Carousel.Cli.Tests;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>The claim <c>step</c> from the command line: the cell set by hand, and those of a user's model.</summary>
public sealed class StepRunTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("elman")]
    public async Task Step_IsShownAsItWasLookedAt(string cell)
    {
        CliRun run = await LabRun.OfAsync("step", "--cell", cell, "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        // The last digits of a rounding difference are not compared.
        string[] lines = [.. run.Out.Split('\n').TakeWhile(l => !l.StartsWith("  figure ", StringComparison.Ordinal))];
        Snapshot.Matches($"step-{cell}", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public async Task Model_IsShownOverAPulse_OrOverItsData()
    {
        using var folder = new TemporaryFolder();
        CliRun pulse = await LabRun.OfAsync("step", trained.Model, "--json");
        Assert.True(pulse.ExitCode == 0, pulse.Error);
        Assert.Contains("One step of an LSTM cell: step 1 of 24", pulse.Out, StringComparison.Ordinal);
        Assert.StartsWith("carousel-lab step · ", pulse.Error, StringComparison.Ordinal);
        CliRun data = await LabRun.OfAsync(
            "step", trained.Model, trained.Data, "--length", "5", "--json", "--out", folder.File("out"));
        Assert.True(data.ExitCode == 0, data.Error);
        Assert.Contains("One step of an LSTM cell: step 5 of 5", data.Out, StringComparison.Ordinal);
        Assert.All((CliRun[])[pulse, data], run => Assert.InRange(Difference(run), 0, 1e-6));
        Assert.Contains(
            "<input type=\"range\" min=\"0\" max=\"4\"",
            await File.ReadAllTextAsync(folder.File("out/report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task CellOfAModel_IsItsOwn() =>
        Assert.Equal(
            $"The cell of {trained.Model} is lstm: leave --cell out.",
            (await LabRun.OfAsync("step", trained.Model, "--cell", "gru")).RequireOneSentence());

    [Fact]
    public async Task Screen_FitsIntoANarrowTerminal()
    {
        CliRun run = await LabRun.OfAsync(
            ["step", trained.Model, trained.Data], CancellationToken.None, width: 40);
        Assert.Equal(0, run.ExitCode);
        Assert.All(
            run.Out.Split('\n').Where(l => !l.Contains(trained.Model, StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 40));
    }

    private static double Difference(CliRun run) =>
        JsonDocument.Parse(run.LastLine).RootElement.GetProperty("figures").GetProperty("largest_difference")
            .GetDouble();
}
