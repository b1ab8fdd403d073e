using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>Bad input, for every verb: one sentence, exit code 2, no files left.</summary>
public sealed class BadInputTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private static readonly string[] _modelVerbs =
    [
        .. DataVerb.All.Where(v => !v.Fits).Select(v => v.Name), "describe", "stream",
    ];

    public static TheoryData<string, string> DataCases =>
        [
            .. from verb in DataVerb.All from one in DataCase.All where verb.Fits || !one.OnlyFits
               select (verb.Name, one.Name),
        ];

    public static TheoryData<string, string> ModelCases =>
        [.. from verb in _modelVerbs from one in ModelCase.All select (verb, one.Name)];

    public static TheoryData<string> Verbs => [.. DataVerb.All.Where(v => !v.Times).Select(v => v.Name)];

    public static TheoryData<string> WritingVerbs => [.. DataVerb.All.Where(v => v.Writes).Select(v => v.Name)];

    // A page is a single file: others may be written next to it.
    public static TheoryData<string> FolderVerbs =>
        [.. DataVerb.All.Where(v => v.Writes && v.Name != "export web").Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(DataCases))]
    public async Task Data_IsRefusedInOneSentence(string verb, string what)
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data.csv");
        DataCase.Of(what).Write(data);
        string sentence = await RequireRefusalAsync(
            folder, DataVerb.Of(verb).Arguments(data, trained.Model, folder.File("out")), DataCase.Of(what).Said);
        string[] options =
        [
            .. VerbCatalogue.MakeAll().SelectMany(v => v.Verbs.Prepend(v)).Single(v => v.Name == verb).Options
                .Select(o => o.Name),
        ];
        Assert.All(Regex.Matches(sentence, "--[a-z-]+"), named => Assert.Contains(named.Value, options));
    }

    [Theory]
    [MemberData(nameof(ModelCases))]
    public async Task Model_IsRefusedInOneSentence(string verb, string what)
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("bad.safetensors");
        ModelCase.Of(what).Write(trained.Model, model);
        string[] arguments = verb is "describe" ? ["describe", model]
            : verb is "stream" ? ["stream", model, trained.Data]
            : DataVerb.Of(verb).Arguments(trained.Data, model, folder.File("out"));
        await RequireRefusalAsync(folder, arguments, ModelCase.Of(what).Said);
    }

    [Theory]
    [MemberData(nameof(WritingVerbs))]
    public async Task OutputFolder_IsRefusedBeforeTheWork_WhenItCannotBeWritten(string verb)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("occupied", "");
        string[] arguments = DataVerb.Of(verb).Arguments(trained.Data, trained.Model, Path.Combine(file, "out"));
        await RequireRefusalAsync(folder, arguments, "The output folder .*occupied.out can't be written: .* --out");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task OtherForms_AreUnderstood(string verb)
    {
        string good = DataCase.Good();
        string[] lines = good.TrimEnd('\n').Split('\n');
        byte[] packed = Pack(good);
        (string Name, byte[] Bytes)[] forms =
        [
            ("semicolons and decimal commas", Encoding.UTF8.GetBytes(good.Replace(',', ';').Replace('.', ','))),
            (
                "byte-order mark and CRLF",
                [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(good.ReplaceLineEndings("\r\n"))]),
            ("wide letters", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(good)]),
            ("rows out of order", Encoding.UTF8.GetBytes(string.Join('\n', [lines[0], .. lines.Skip(1).Reverse()]))),
            ("packed", packed),
        ];
        string? plain = null;
        foreach ((string name, byte[] bytes) in forms.Prepend(("plain", Encoding.UTF8.GetBytes(good))))
        {
            using var folder = new TemporaryFolder();
            string data = folder.Write("data.csv", bytes);

            // Away from the record of its fit, by which evaluate knows the file of the fit byte by byte.
            Directory.CreateDirectory(folder.File("fit"));
            string model = folder.Write("fit/model.safetensors", await File.ReadAllBytesAsync(
                trained.Model, TestContext.Current.CancellationToken));
            CliRun run = await CliRun.OfAsync(
                [.. DataVerb.Of(verb).Arguments(data, model, folder.File("out")), "--quiet"]);
            Assert.True(run.ExitCode == 0, $"{name}: {run.Error}");
            string said = run.Out.Replace(folder.Path, "", StringComparison.Ordinal);
            plain ??= said;
            Assert.Equal(plain, said);
        }
    }

    [Theory]
    [MemberData(nameof(FolderVerbs))]
    public async Task OutputFolder_IsRefused_WhenAnotherRunHasIt(string verb)
    {
        using var folder = new TemporaryFolder();
        using var other = OutputFolder.Open(folder.File("out"));
        await RequireRefusalAsync(
            folder, DataVerb.Of(verb).Arguments(trained.Data, trained.Model, folder.File("out")),
            $"^Another run, process {Environment.ProcessId}, writes to .*out\\. Wait until it has ended, or name .* "
            + $"--out\\.$");
    }

    private static async Task<string> RequireRefusalAsync(TemporaryFolder folder, string[] arguments, string said)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Matches(said, sentence);
        Assert.True(sentence.Length < 1000, $"The sentence has {sentence.Length} characters.");
        Assert.Equal(before, folder.Entries());
        return sentence;
    }

    private static byte[] Pack(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
