using System.IO.Compression;
using System.Xml.Linq;
using Carousel.Architecture.Tests.Rules;

namespace Carousel.Architecture.Tests;

/// <summary>The content of the packages of a folder that eng/check-packages.sh made and named.</summary>
public sealed class PackageTests
{
    private const string FolderVariable = "CAROUSEL_PACKAGES";
    private const int MostIconBytes = 10_000;

    [Theory]
    [InlineData("Carousel")]
    [InlineData("Carousel.Report")]
    [InlineData("Carousel.Jobs", "Carousel", "Carousel.Report", "CsvHelper", "MathNet.Numerics")]
    [InlineData("Carousel.Inspection", "Carousel.Jobs")]
    [InlineData("Carousel.Series", "Carousel.Inspection")]
    [InlineData("Carousel.Text", "Carousel.Jobs")]
    [InlineData("Carousel.Media", "Carousel.Jobs")]
    [InlineData("Carousel.Genomes", "Carousel.Inspection")]
    [InlineData("Carousel.Interchange", "Carousel", "Google.Protobuf")]
    [InlineData(
        "Carousel.Extensions", "Carousel.Client", "Carousel.Genomes", "Carousel.Media", "Carousel.Series",
        "Carousel.Text", "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options")]
    [InlineData(
        "Carousel.Data", "Apache.Arrow", "Apache.Arrow.Compression", "Carousel.Series", "Microsoft.ML.DataView",
        "Parquet.Net")]
    [InlineData(
        "Carousel.Cluster", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions", "Npgsql", "RabbitMQ.Client")]
    [InlineData(
        "Carousel.Server", "Carousel.Cluster", "Carousel.Genomes", "Carousel.Media", "Carousel.Series", "Carousel.Text",
        "Microsoft.Data.Sqlite", "Npgsql", "OpenTelemetry.Exporter.OpenTelemetryProtocol",
        "OpenTelemetry.Extensions.Hosting", "RabbitMQ.Client", "SQLitePCLRaw.bundle_e_sqlite3",
        "SQLitePCLRaw.core")]
    [InlineData("Carousel.Client")]
    [InlineData(
        "Carousel.Aspire.Hosting", "Aspire.Hosting", "Aspire.Hosting.PostgreSQL", "Aspire.Hosting.RabbitMQ",
        "Nerdbank.MessagePack", "Polly.Core", "Polly.Extensions")]
    public void Library_HasItsParts_AndNoOtherDependencies(string id, params string[] dependencies)
    {
        using ZipArchive package = Open(id, "nupkg");
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.All(
            ["README.md", "LICENSE", "icon.png", "PublicApi.txt", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"],
            part => Assert.Contains(part, names));
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, ProjectRule.FolderOf(id), "PublicApi.txt")),
            Text(package, "PublicApi.txt"));

        XElement metadata = Metadata(package, id);
        string[] found =
        [
            .. metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
                .Select(e => e.Attribute("id")!.Value),
        ];
        Assert.Equal(
            dependencies.Concat(Pinned(id)).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        AssertDescribed(metadata);

        using ZipArchive symbols = Open(id, "snupkg");
        Assert.Contains($"lib/net10.0/{id}.pdb", symbols.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public void Interchange_BringsWhatTrimmedProgramsNeed()
    {
        using ZipArchive package = Open("Carousel.Interchange", "nupkg");
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.All(
            ["buildTransitive/Carousel.Interchange.targets", "buildTransitive/ILLink.LinkAttributes.xml"],
            part => Assert.Contains(part, names));
    }

    [Fact]
    public void Tool_HoldsTheCommandAndItsSamples()
    {
        using ZipArchive package = Open("Carousel.Cli", "nupkg");
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];
        const string Folder = "tools/net10.0/any/";
        string[] expected =
        [
            "README.md", "LICENSE", "icon.png", Folder + "Carousel.Cli.dll", Folder + "Carousel.Studio.dll",
            Folder + "samples/us_flights_hourly.csv", "THIRD-PARTY-NOTICES.txt",
            "licenses/preact.txt", Folder + "THIRD-PARTY-NOTICES.txt", Folder + "LICENSE",
        ];
        Assert.All(expected, part => Assert.Contains(part, names));
        Assert.DoesNotContain(names, name => name.EndsWith("Carousel.xml", StringComparison.Ordinal));
        Assert.Contains(
            "<Command Name=\"carousel\"", Text(package, Folder + "DotnetToolSettings.xml"), StringComparison.Ordinal);

        XElement metadata = Metadata(package, "Carousel.Cli");
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
        AssertDescribed(metadata);
    }

    [Fact]
    public void ToolOfTheLaboratory_HoldsItsCommand()
    {
        using ZipArchive package = Open("Carousel.Lab", "nupkg");
        Assert.Contains(
            "<Command Name=\"carousel-lab\"", Text(package, "tools/net10.0/any/DotnetToolSettings.xml"),
            StringComparison.Ordinal);
        AssertDescribed(Metadata(package, "Carousel.Lab"));
    }

    [Fact]
    public void Icon_IsAPictureOf128Pixels()
    {
        byte[] icon = File.ReadAllBytes(Path.Combine(Repository.Root, "eng", "icon.png"));
        Assert.InRange(icon.Length, 100, MostIconBytes);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);
    }

    // Versions are pinned for dependencies of dependencies too, which a package then names itself.
    private static string[] Pinned(string id) =>
        id is "Carousel" or "Carousel.Report" or "Carousel.Jobs" or "Carousel.Client"
            or "Carousel.Cluster" or "Carousel.Interchange" or "Carousel.Aspire.Hosting"
            ? []
            : ["CsvHelper", "MathNet.Numerics"];

    private static void AssertDescribed(XElement metadata)
    {
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal(("MIT", "README.md", "icon.png"), (Value("license"), Value("readme"), Value("icon")));
        Assert.True(Value("description").Length > 60, Value("description"));
        Assert.True(Value("tags").Split(' ').Length >= 4, Value("tags"));
    }

    private static XElement Metadata(ZipArchive package, string id) =>
        XDocument.Parse(Text(package, $"{id}.nuspec")).Root!.Elements().First();

    private static string Text(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static ZipArchive Open(string id, string kind)
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(
            folder is null, $"{FolderVariable} names no folder of packages: eng/check-packages.sh makes one.");
        string file = Directory.GetFiles(folder, $"{id}.*.{kind}")
            .Single(path => char.IsAsciiDigit(Path.GetFileName(path)[id.Length + 1]));
        return ZipFile.OpenRead(file);
    }
}
