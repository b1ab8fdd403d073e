using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Cli.Options;
using Carousel.Genomes;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Speech;
using Carousel.Translation;

namespace Carousel.Cli.Tests;

public sealed class DeclaredOptionSetTests
{
    [Theory]
    [InlineData("--attention none", null)]
    [InlineData("--attention DOT", AttentionScore.Dot)]
    [InlineData("", AttentionScore.Additive)]
    public void TheWordForNothing_IsNull(string line, AttentionScore? expected) =>
        Assert.Equal(expected, Read<TranslationOptions>(line).Attention);

    [Theory]
    [InlineData("--markov weigh", true)]
    [InlineData("--markov none", false)]
    public void TwoWords_AreYesAndNo(string line, bool weighs) =>
        Assert.Equal(weighs, Read<GenomeOptions>(line).WeighsMarkov);

    [Fact]
    public void Ranges_AndNestedOptions_AreRead()
    {
        SpeechOptions options = Read<SpeechOptions>(
            "--join 3-5 --test-group a,b --test-group c --bands 30 --beam 4 --hidden 12");
        Assert.Equal(
            (new WholeRange(3, 5), 30, 4, 12),
            (options.Join, options.Sound.Bands, options.Decoding.BeamWidth, options.Fit.Hidden));
        Assert.Equal(["a", "b", "c"], options.TestGroups);
    }

    [Fact]
    public void Texts_AreTakenAsTheyAre()
    {
        ReadOptions options = Read<ReadOptions>(
            "--missing", "a, b", "--missing", "", "--delimiter", "tab", "--decimal", ",");
        Assert.Equal(["a, b", ""], options.Missing);
        Assert.Equal(('\t', ','), (options.Delimiter, options.DecimalSeparator));
    }

    [Fact]
    public void Characters_HaveNames()
    {
        ReadOptions options = Read<ReadOptions>("--delimiter semicolon --decimal comma");
        Assert.Equal((';', ','), (options.Delimiter, options.DecimalSeparator));
    }

    private static T Read<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(string line)
        where T : DeclaredOptions, new() => Read<T>(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static T Read<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        params string[] words)
        where T : DeclaredOptions, new()
    {
        var set = new DeclaredOptionSet<T>();
        var root = new RootCommand();
        foreach (Option option in set.Groups.SelectMany(g => g.Options))
        {
            root.Options.Add(option);
        }

        ParseResult result = root.Parse(words);
        Assert.Empty(result.Errors);
        return set.Read(result);
    }
}
