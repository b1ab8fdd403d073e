using Carousel.Benchmarks.Commands;
using Carousel.Cli.Tests.Documentation;

namespace Carousel.Benchmarks.Tests;

/// <summary>Every command line of the measurements that a page or a recipe shows is understood.</summary>
public sealed class DocumentedCommandTests
{
    [Fact]
    public void Commands_AreUnderstood()
    {
        string[][] all =
        [
            .. DocumentedCommand.All.Select(c => c.Words).Concat(Recipe.All.Select(r => r.Words))
                .Where(words => words is [BenchmarkCommand.Program, ..]),
        ];
        Assert.True(all.Length > 20, $"Only {all.Length} commands were found.");
        Assert.All(all, words => Assert.Null(DocumentedCommand.Error(words, [new BenchmarkCommand()])));
    }
}
