using System.Net;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>Options name the files of the data set and no others of the machine.</summary>
public sealed class OwnFilesTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    [Theory]
    [InlineData("forecast", "events", "/etc/passwd")]
    [InlineData("forecast", "events", "../../studio.db")]
    [InlineData("forecast", "events", "../0/sales.csv")]
    [InlineData("tag", "vectors", "/etc/passwd")]
    [InlineData("tag", "test", "a/../../../b")]
    [InlineData("genome", "genes", "/etc/passwd")]
    public async Task FilesElsewhere_AreRefused(string job, string option, string path)
    {
        using var client = new StudioClient(open.Studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(40)), "id");
        foreach (string place in new[] { "checks", "runs" })
        {
            JsonNode refusal = await RefusalAsync(
                await client.TryPostAsync(place, Request(data, job, option, path)),
                HttpStatusCode.UnprocessableEntity);
            Assert.Equal(option, Text(refusal, "option"));
            Assert.Contains("of the data set", Text(refusal, "error"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FileThatWasChosenInThePage_IsRead()
    {
        using var client = new StudioClient(open.Studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(40)), "id");
        using HttpResponseMessage put = await client.Http.PutAsync(
            $"data/{data}/chosen?name={Uri.EscapeDataString("../my events.csv")}",
            new StringContent("date,event\n2024-01-03,fair\n"));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        string path = Text(JsonNode.Parse(await put.Content.ReadAsStringAsync()), "path");
        Assert.Equal(Path.Combine("_chosen", "my events.csv"), path);
        string command = Text(
            await client.PostAsync("checks", Request(data, "forecast", "events", path)), "command");
        Assert.Contains($"--events={path}", command, StringComparison.Ordinal);
    }

    [Fact]
    public void LinksOutOfTheFolder_AreRefused_AndLinksInsideAreFollowed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        DirectoryInfo outer = Directory.CreateTempSubdirectory("carousel-own-");
        try
        {
            string folder = outer.CreateSubdirectory("data").FullName, behind = Path.Combine(outer.FullName, "behind");
            File.WriteAllText(Path.Combine(outer.FullName, "secret.csv"), "");
            File.WriteAllText(Path.Combine(folder, "own.csv"), "");
            Directory.CreateSymbolicLink(behind, folder);
            File.CreateSymbolicLink(Path.Combine(folder, "out.csv"), "../secret.csv");
            Directory.CreateSymbolicLink(Path.Combine(folder, "up"), "..");
            File.CreateSymbolicLink(Path.Combine(folder, "circle"), "circle");
            File.CreateSymbolicLink(Path.Combine(folder, "in.csv"), "own.csv");
            var schema = new JsonObject
            {
                ["properties"] = new JsonObject { ["events"] = new JsonObject { ["format"] = "file" } },
            };
            foreach (string path in (string[])["out.csv", "up/secret.csv", "up/data/up/secret.csv", "circle"])
            {
                Assert.Throws<RefusalException>(
                    () => OwnFiles.Require(behind, new JsonObject { ["events"] = path }, schema));
            }

            foreach (string path in (string[])["own.csv", "in.csv", "up/data/own.csv", "missing.csv"])
            {
                OwnFiles.Require(behind, new JsonObject { ["events"] = path }, schema);
            }
        }
        finally
        {
            outer.Delete(recursive: true);
        }
    }

    private static JsonObject Request(string data, string job, string option, string path)
    {
        var options = new JsonObject { [option] = path };
        if (job == "forecast")
        {
            (options["horizon"], options["lookback"]) = (1, 4);
        }

        return new JsonObject { ["data"] = data, ["job"] = job, ["options"] = options };
    }
}
