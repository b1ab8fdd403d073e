using Carousel.Cli.Tests;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>The claim <c>cells</c> on bad data: one sentence, exit code 2, no files left.</summary>
public sealed class CellsRunTests
{
    // It takes the last column of numbers, whatever its name.
    public static TheoryData<string> Cases => [.. DataCase.All.Select(c => c.Name).Where(n => n != "unknown column")];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Data_IsRefusedInOneSentence(string what)
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data.csv");
        DataCase.Of(what).Write(data);
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await LabRun.OfAsync("cells", "forecast", data, "--out", folder.File("out")))
            .RequireOneSentence();
        Assert.Matches(DataCase.Of(what).Said, sentence);
        Assert.Equal(before, folder.Entries());
    }

    [Fact]
    public async Task Job_IsNamedBeforeTheData()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("sales.csv", DataCase.Good());
        Assert.Equal(
            $"'{data}' is a file, not a job. To compare the cells on it: carousel-lab cells forecast {data}",
            (await LabRun.OfAsync("cells", data)).RequireOneSentence());
    }
}
