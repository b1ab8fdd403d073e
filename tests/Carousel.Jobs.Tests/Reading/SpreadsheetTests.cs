using System.Text;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Tables in which no id is a formula.</summary>
public sealed class SpreadsheetTests
{
    [Theory]
    [InlineData("id,sum\n=1+1,2\n", "id,sum\n'=1+1,2\n", 1)]
    [InlineData("=id,sum\na,-5\nb,+5\nc,-1.5e-7\n", "'=id,sum\na,-5\nb,+5\nc,-1.5e-7\n", 1)]
    [InlineData("+cmd,-x,@y,-\n", "'+cmd,'-x,'@y,-\n", 3)]
    [InlineData("\"=a,b\",\"=\"\"x\"\"\",\"a=1\"\n", "\"'=a,b\",\"'=\"\"x\"\"\",\"a=1\"\n", 2)]
    [InlineData("\"\rx\",\tx\n", "\"'\rx\",'\tx\n", 2)]
    [InlineData("\"-5\",\"\",,\n\n=\n", "\"-5\",\"\",,\n\n=\n", 0)]
    [InlineData("\"two\n=lines\",=1\n", "\"two\n=lines\",'=1\n", 1)]
    [InlineData("'=1,-Infinity\n", "'=1,-Infinity\n", 0)]
    [InlineData("a,=ü", "a,'=ü", 1)]
    public void Cells_AreMarked_UnlessTheyAreNumbers(string table, string expected, int marked)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(table);
        foreach (int piece in new[] { 1, 3, 1000 })
        {
            using var written = new MemoryStream();
            int count = SpreadsheetStream.Write(written, stream =>
            {
                foreach (byte[] some in bytes.Chunk(piece))
                {
                    stream.Write(some);
                }
            });
            Assert.Equal(expected, Encoding.UTF8.GetString(written.ToArray()));
            Assert.Equal(marked, count);
        }
    }

    [Fact]
    public void AnIdOfAnyLength_IsMarkedOnce()
    {
        string id = "=" + new string('1', 200);
        using var written = new MemoryStream();
        Assert.Equal(1, SpreadsheetStream.Write(written, s => s.Write(Encoding.UTF8.GetBytes($"{id},1\n"))));
        Assert.Equal($"'{id},1\n", Encoding.UTF8.GetString(written.ToArray()));
    }

    [Fact]
    public void AResult_SaysHowManyCellsItsTablesHaveMarked()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-spreadsheet-");
        try
        {
            var result = new JobResult([], [], "")
            {
                Files = [JobFile.OfText("forecast.csv", "id,q\n=1+1,-5\n"), JobFile.OfText("a.json", "=1")],
                Notes = ["before"],
            };
            JobResult saved = result.SaveNoted(folder.FullName);
            Assert.Equal("id,q\n'=1+1,-5\n", File.ReadAllText(Path.Combine(folder.FullName, "forecast.csv")));
            Assert.Equal("=1", File.ReadAllText(Path.Combine(folder.FullName, "a.json")));
            Assert.Equal(
                [
                    "before",
                    "forecast.csv: an apostrophe precedes 1 cell that a spreadsheet would take for a formula (=, +, - "
                    + "or @ in front). Remove it to join the table with your own ids.",
                ],
                saved.Notes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
