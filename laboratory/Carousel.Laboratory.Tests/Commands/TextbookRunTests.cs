using System.Text.Json;
using Carousel.Cli.Tests;
using Carousel.Laboratory.Textbook;

namespace Carousel.Laboratory.Tests.Commands;

public sealed class TextbookRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-textbook").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task List_HasEveryStatementWithItsVerdict()
    {
        CliRun run = await LabRun.OfAsync("textbook", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(run.Out.Split('\n')[..^2], line => Assert.InRange(line.Length, 0, 120));
        Assert.All(
            StatementCatalogue.All, s => Assert.Contains($"\n  {s.Number,2}  ", run.Out, StringComparison.Ordinal));
        JsonElement[] told =
        [
            .. JsonDocument.Parse(run.LastLine).RootElement.GetProperty("statements").EnumerateArray(),
        ];
        Assert.Equal(
            StatementCatalogue.Recorded.Keys.Order(), told.Select(s => s.GetProperty("number").GetInt32()));
        Assert.Equal("holds", told[0].GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Row_IsMeasured_AndKept()
    {
        CliRun run = await LabRun.OfAsync(
            "textbook", "--row", "8,13", "--out", _folder, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("expected   simple off its power: at most 10", run.Error, StringComparison.Ordinal);
        Assert.Contains("Verdict: holds. Each step multiplies", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            2, JsonDocument.Parse(run.LastLine).RootElement.GetProperty("statements").GetArrayLength());
        Assert.Equal(
            ["08.json", "13.json", "report.html"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("textbook has no row '99'", "--row", "99")]
    [InlineData("textbook has no row 'ten'", "--row", "ten")]
    [InlineData("Row 38 of textbook is measured on seattle-weather.csv", "--row", "38")]
    [InlineData("which is not in nowhere: put it there", "--row", "38", "--data", "nowhere")]
    [InlineData("--row and --full exclude each other", "--row", "8", "--full")]
    [InlineData("textbook has no --seeds", "--seeds", "3")]
    [InlineData("pass --row or --full with --seed", "--seed", "3")]
    [InlineData("pass --row or --full with --data", "--data", "here")]
    [InlineData("textbook takes no inputs", "more")]
    public async Task WhatIsWrong_IsSaidInASentence(string sentence, params string[] arguments)
    {
        CliRun run = await LabRun.OfAsync(["textbook", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }
}
