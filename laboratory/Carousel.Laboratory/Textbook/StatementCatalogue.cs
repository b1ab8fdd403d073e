using System.Reflection;
using System.Text.Json;
using Carousel.Laboratory.Textbook.Physics;
using Carousel.Laboratory.Textbook.Trials;

namespace Carousel.Laboratory.Textbook;

/// <summary>All statements by number, from the files of their designs, and the runs that are recorded.</summary>
internal static class StatementCatalogue
{
    private static readonly Dictionary<int, StatementTrial> _trials = new StatementTrial[]
    {
        new EquationsTrial(), new ForgetBiasTrial(), new PowersTrial(), new OutputGateTrial(), new ClippingTrial(),
        new ParametersTrial(), new AddingTrial(), new PhysicsTrial(20, RcCircuit.Run),
        new PhysicsTrial(22, GeneCircuit.Run), new CapacityTrial(), new IntegralTrial(), new DepthTrial(),
        new GatesTrial(), new LengthsTrial(), new ScalingTrial(), new AgreementFarTrial(), new ActsTrial(),
        new AssayTrial(), new ProgramsTrial(), new CopyWindowTrial(), new DataSizeTrial(), new LighterTrial(),
        new LongLagTrial(), new TruncationTrial(), new LocalTrial(), new RivalsTrial(), new ResetTrial(),
        new LagGrowthTrial(), new NextBaseTrial(), new StartMotifTrial(), new ConvolutionLstmTrial(),
        new FarStopTrial(), new ChromatinTrial(), new ProteinTrial(), new AnomaliesTrial(), new ActionsTrial(),
        new ForecastTrial(), new ChurnTrial(), new VoicesTrial(), new LanguagesTrial(), new RangesTrial(),
        new FewDataTrial(), new SqueezeTrial(), new InputGateTrial(), new HierarchyTrial(),
    }.ToDictionary(t => t.Number);

    /// <summary>All statements.</summary>
    public static IReadOnlyList<TextbookStatement> All { get; } =
        [.. Files("Designs").Select(ReadDesign).OrderBy(s => s.Number)];

    /// <summary>What came of the runs that are recorded, by number.</summary>
    public static IReadOnlyDictionary<int, StatementResult> Recorded { get; } =
        Files("Recorded").Select(ReadRecord).ToDictionary(r => r.Statement.Number);

    /// <summary>How a statement is measured.</summary>
    /// <param name="statement">The statement.</param>
    public static StatementTrial TrialOf(TextbookStatement statement) => _trials[statement.Number];

    /// <summary>The statements that can be measured.</summary>
    public static IReadOnlyCollection<int> Measured => _trials.Keys;

    private static IEnumerable<JsonElement> Files(string folder)
    {
        Assembly assembly = typeof(StatementCatalogue).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith($"Textbook/{folder}/", StringComparison.Ordinal))
            {
                using Stream stream = assembly.GetManifestResourceStream(name)!;
                using JsonDocument document = JsonDocument.Parse(stream);
                yield return document.RootElement.Clone();
            }
        }
    }

    private static TextbookStatement ReadDesign(JsonElement root) => new(
        root.GetProperty("number").GetInt32(), root.GetProperty("lesson").GetInt32(), Text(root, "title"),
        Text(root, "claim"), Text(root, "run"),
        root.GetProperty("seeds").GetInt32(),
        root.TryGetProperty("first_seed", out JsonElement first) ? first.GetUInt64() : 1,
        [.. root.GetProperty("comparisons").EnumerateArray().Select(ReadComparison)],
        Text(root, "why"), Text(root, "see"))
    {
        Design = Text(root, "design"),
    };

    private static StatementComparison ReadComparison(JsonElement root) => new(
        Text(root, "name"), Text(root, "measure"), Enum.Parse<EffectSide>(Text(root, "side"), ignoreCase: true),
        root.GetProperty("bound").GetDouble(), Text(root, "when"))
    {
        IsShare = root.TryGetProperty("is_share", out JsonElement share) && share.GetBoolean(),
    };

    private static StatementResult ReadRecord(JsonElement root)
    {
        int number = root.GetProperty("number").GetInt32();
        return new StatementResult(
            All.Single(s => s.Number == number), root.GetProperty("first_seed").GetUInt64(),
            root.GetProperty("effects").EnumerateObject().ToDictionary(
                e => e.Name, e => (IReadOnlyList<double>)[.. e.Value.EnumerateArray().Select(Number)],
                StringComparer.Ordinal))
        {
            Beside = root.TryGetProperty("beside", out JsonElement beside)
                ? beside.EnumerateObject().ToDictionary(m => m.Name, m => Number(m.Value), StringComparer.Ordinal)
                : new Dictionary<string, double>(),
        };
    }

    // Numbers that are not finite stand as null.
    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}
