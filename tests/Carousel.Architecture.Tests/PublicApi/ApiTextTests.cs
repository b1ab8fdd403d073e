namespace Carousel.Architecture.Tests.PublicApi;

/// <summary>The text of an API shows each kind of member, and only those visible from outside.</summary>
public sealed class ApiTextTests
{
    private static readonly Type[] _types = [typeof(Samples), .. typeof(Samples).GetNestedTypes()];

    [Theory]
    [InlineData("abstract class Samples.Animal<T> : IDisposable where T : struct")]
    [InlineData("const int Legs = 4")]
    [InlineData("protected Animal(string? name, int age = 3)")]
    [InlineData("string? Name { get; protected set; }")]
    [InlineData("abstract IReadOnlyList<string?> Sounds(ReadOnlySpan<T> seeds, out int count)")]
    [InlineData("override string ToString()")]
    [InlineData("static bool TryFind<TValue>(ref TValue value, params int[] places) where TValue : class, new()")]
    [InlineData("sealed record Samples.Cat")]
    [InlineData("Cat(string Name, Samples.Mood Mood = Mood.Calm)")]
    [InlineData("required int Lives { get; init; }")]
    [InlineData("enum Samples.Mood : byte")]
    [InlineData("Wild = 7")]
    [InlineData("readonly record struct Samples.Place")]
    [InlineData("static Samples.Place operator Addition(Samples.Place left, Samples.Place right)")]
    [InlineData("delegate void Samples.Heard(string sound)")]
    [InlineData("event Samples.Heard? Spoke")]
    public void Text_HasALineForEachMember(string line) =>
        Assert.Contains(line, ApiText.Of(_types).Split('\n').Select(found => found.Trim()));

    [Theory]
    [InlineData("Secret")]
    [InlineData("Equals")]
    [InlineData("Clone")]
    [InlineData("EqualityContract")]
    [InlineData("add_")]
    public void Text_LeavesOutWhatNobodyCallsByName(string word) =>
        Assert.DoesNotContain(word, ApiText.Of(_types), StringComparison.Ordinal);

    [Fact]
    public void Text_DependsNotOnTheOrderOfTheTypes() => Assert.Equal(ApiText.Of(_types), ApiText.Of(_types.Reverse()));
}
