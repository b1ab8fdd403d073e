using Carousel.Anomalies;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Tests;
using Carousel.Networks;
using Carousel.Survival;

namespace Carousel.Browser.Tests.Exported;

/// <summary>
/// Rows in another order, twice, left out or very many: answered as <c>carousel predict</c> does, or refused.
/// </summary>
public sealed class TableTests(Browser browser) : IDisposable
{
    private readonly ExportedModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Series_IsPutIntoTheOrderOfTime_AndRefusedWhereARowStandsTwiceOrIsLeftOut()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.ForecasterPageAsync());
        ILocator table = open.Page.Locator("#table"), rows = open.Page.Locator("#answer tbody"),
            alert = open.Page.GetByRole(AriaRole.Alert);
        string[] lines = TinyModels.DailyCsv(20).TrimEnd('\n').Split('\n');
        async Task<string> AnswerAsync(string day, IEnumerable<string> answered)
        {
            await table.FillAsync(string.Join('\n', answered));
            await Assertions.Expect(rows.Locator("th").First).ToHaveTextAsync(day);
            return await rows.TextContentAsync() ?? "";
        }

        string inOrder = await AnswerAsync("2024-01-21", lines);
        string shorter = await AnswerAsync("2024-01-20", lines[..^1]);
        Assert.NotEqual(shorter, inOrder);
        Assert.Equal(inOrder, await AnswerAsync("2024-01-21", [lines[0], .. lines[1..].Reverse()]));
        (IEnumerable<string> Lines, string Said)[] refused =
        [
            ([.. lines[..6], .. lines[5..]], "Line 7, column 1 (date): 2024-01-05 already appears on line 6."),
            (
                [.. lines[..5], .. lines[6..]],
                "Line 6, column 1 (date): 2024-01-05 was expected here, behind line 5, not 2024-01-06; this page fills "
                + "no gaps, 'carousel predict' does."),
            ([.. lines, "2024-02-30,1"], "Line 22, column 1 (date): there is no time '2024-02-30'."),
            ([.. lines, "2024-01-21 24:00,1"], "Line 22, column 1 (date): there is no time '2024-01-21 24:00'."),
            ([.. lines, "2024-13-21,1"], "Line 22, column 1 (date): there is no time '2024-13-21'."),
        ];
        foreach ((IEnumerable<string> answered, string said) in refused)
        {
            await table.FillAsync(string.Join('\n', answered));
            await Assertions.Expect(alert).ToHaveTextAsync(said);
        }

        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Sequences_AreRowsOfOneId_WhenTheyAreMixed()
    {
        await using OpenPage open = await browser.OpenAsync(await _models.ClassifierPageAsync());
        ILocator answer = open.Page.Locator("#answer");
        string[] lines = TinyModels.NumbersCsv(4).TrimEnd('\n').Split('\n');
        async Task<string[]> AnswersAsync(IEnumerable<string> rows)
        {
            await open.Page.Locator("#table").FillAsync("");
            await Assertions.Expect(answer).ToBeEmptyAsync();
            await open.Page.Locator("#table").FillAsync(lines[0] + "\n" + string.Join('\n', rows));
            await Assertions.Expect(answer.Locator("h3")).ToHaveCountAsync(4);
            return await answer.Locator("h3, li")
                .EvaluateAllAsync<string[]>("parts => parts.map((p) => p.textContent + (p.dataset.share ?? ''))");
        }

        string[][] sequences = [.. lines[1..].GroupBy(l => l.Split(',')[0]).Select(g => g.ToArray())];
        IEnumerable<string> mixed = Enumerable.Range(0, sequences.Max(s => s.Length))
            .SelectMany(t => sequences.Where(s => t < s.Length).Select(s => s[t]));
        string[] apart = await AnswersAsync(lines[1..]);

        Assert.Equal(apart, await AnswersAsync(mixed));
        Assert.Contains("Sequence 1, 6 steps", apart);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Rows_AreDrawn_WhenThereAreManyOfThem()
    {
        using ChannelModel model = await TinyModels.ChannelsAsync();
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(
            model, example: TinyModels.WavesCsv(40_000)));
        ILocator lines = open.Page.Locator("#answer svg path");
        await Assertions.Expect(lines).ToHaveCountAsync(4, new() { Timeout = 60_000 });

        int[] points = await lines.EvaluateAllAsync<int[]>(
            "paths => paths.map((p) => p.getAttribute('d').split(/[ML]/).length - 1)");
        Assert.All(points, count => Assert.InRange(count, 300, 4_000));
        string[] few = TinyModels.WavesCsv(60).Split('\n');
        // Typing this many rows would take the browser a minute.
        await open.Page.Locator("#table")
            .EvaluateAsync(
                "(box, rows) => { box.value = rows; box.dispatchEvent(new Event('input')); }",
                string.Join('\n', few.Where((_, k) => k != 30)));
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync(
                "Line 31, column 1 (time): 2024-01-02 05:00 was expected here, behind line 30, not 2024-01-02 06:00");
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task Customers_AreSaidToBeMore_ThanAreShown()
    {
        using SurvivalModel model = await TinyModels.SurvivalAsync();
        string[] columns =
        [
            .. PortableNetwork.Of(model).Input.Values.Select(v => v.Source).OfType<PortableSource>()
                .SelectMany(s => new[] { s.Column, s.Whole }).Where(c => c.Length > 0).Distinct(),
        ];
        string csv = $"id,{string.Join(',', columns)}\n"
            + string.Concat(Enumerable.Range(0, 52)
                .Select(k => $"c{k},{string.Join(',', columns.Select(_ => "1"))}\n"));
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model, example: csv));

        await Assertions.Expect(open.Page.Locator("#answer h3")).ToHaveCountAsync(50);
        await Assertions.Expect(open.Page.Locator("#answer"))
            .ToContainTextAsync("The first 50 of 52 sequences are shown.");
    }
}
