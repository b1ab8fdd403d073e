using Carousel.Tasks.Fitting;
using Carousel.Tasks.Options;

namespace Carousel.Tasks.Tests.Options;

/// <summary>What is declared once is what the library checks, what the command line reads, and what both say.</summary>
public sealed class OptionTableTests
{
    private static readonly OptionTable _table = OptionTable.Of(typeof(MadeOptions));
    private static readonly MadeOptions _fresh = new();

    [Fact]
    public void Options_StandInTheOrderOfTheirDeclaration_UnderTheirHeadings() => Assert.Equal(
        [("First", "steps"), ("First", "share"), ("First", "quiet"), ("Second", "kind"), ("Second", "where"), ("Second", "init")],
        _table.Options.Select(o => (o.Group, o.Name)));

    [Theory]
    [InlineData("steps", "n", "How many, 1 to 10,000; more take longer. Default 7.")]
    [InlineData("share", "x", "A share, 0 to 0.5. Default: found.")]
    [InlineData("quiet", null, "Says nothing of a.b.")]
    [InlineData("kind", "plain|half-open|AB", "What kind. Default half-open.")]
    [InlineData("where", "file", "Where it lies.")]
    [InlineData("init", "n", "Where it begins, at zero or above.")]
    public void Help_HasRangeAndDefault(string name, string? value, string description)
    {
        OptionDeclaration option = _table.Options.Single(o => o.Name == name);
        Assert.Equal((value, description), (option.Value, option.Describe(_fresh)));
    }

    [Theory]
    [InlineData("steps", "10", 10)]
    [InlineData("share", "5e-1", 0.5)]
    [InlineData("quiet", "true", true)]
    [InlineData("kind", "HALF-OPEN", MadeKind.HalfOpen)]
    [InlineData("where", "", "")]
    public void Texts_AreRead(string name, string text, object expected)
    {
        OptionDeclaration option = _table.Options.Single(o => o.Name == name);
        Assert.Null(option.Read(text, out object? value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("steps", "0", "must be 1…10000, but is 0.")]
    [InlineData("steps", "many", "must be a whole number, but is 'many'.")]
    [InlineData("steps", "99999999999", "is too large: 99999999999.")]
    [InlineData("share", "NaN", "must be a number, but is 'NaN'.")]
    [InlineData("kind", "half-opn", "must be plain, half-open or AB, but is 'half-opn'. Did you mean 'half-open'?")]
    public void Texts_AreRefusedInOneSentence(string name, string text, string fault) =>
        Assert.Equal(fault, _table.Options.Single(o => o.Name == name).Read(text, out _));

    [Fact]
    public void Values_AreChecked_WhenTheyAreSet_AndTheCommandLineSpeaksOfOptions()
    {
        OptionException wrong = Assert.Throws<OptionException>(() => new MadeOptions { Initial = -1 });
        Assert.Equal("Initial must be 0 or more, but is -1.", wrong.Message);
        Assert.Equal("--init must be 0 or more, but is -1.", wrong.OnCommandLine);
        Assert.Throws<OptionException>(() => new MadeOptions { Share = double.NaN });
        Assert.Throws<OptionException>(() => _fresh with { Kind = (MadeKind)9 });
        Assert.Null(new MadeOptions { Share = null }.Share);
    }

    [Fact]
    public void Sentences_NameOptionsOfOtherTablesToo()
    {
        OptionException wrong = _fresh.Wrong("{Initial} needs {RecurrentDropout}, not {IsCausal}.");
        Assert.Equal("Initial needs RecurrentDropout, not IsCausal.", wrong.Message);
        Assert.Equal("--init needs --recurrent-dropout, not --causal.", wrong.OnCommandLine);
    }

    [Fact]
    public void Values_AreSetByTheirDeclaration()
    {
        MadeOptions options = _fresh with { };
        _table.Options.Single(o => o.Name == "steps").Set(options, 3);
        Assert.Equal((3, 7), (options.Steps, _fresh.Steps));
        Assert.Throws<OptionException>(() => _table.Options.Single(o => o.Name == "steps").Set(options, 0));
    }

    public enum MadeKind
    {
        Plain,

        HalfOpen,

        [OptionWord("AB")]
        Other,
    }

    private sealed record MadeOptions : DeclaredOptions
    {
        [OptionGroup("First")]
        [Option("How many; more take longer.", Least = 1, Most = 10_000)]
        public int Steps { get; init => field = Checked(value); } = 7;

        [Option("A share.", Least = 0, Most = 0.5, Default = "found")]
        public double? Share { get; init => field = Checked(value); }

        [Option("Says nothing of a.b.")]
        public bool IsQuiet { get; init; }

        [OptionGroup("Second")]
        [Option("What kind.")]
        public MadeKind Kind { get; init => field = Checked(value); } = MadeKind.HalfOpen;

        [Option("Where it lies.", Value = "file")]
        public string? Where { get; init; }

        [Option("Where it begins.", Name = "init", Least = 0, Range = "at zero or above")]
        public int? Initial { get; init => field = Checked(value); }
    }
}
