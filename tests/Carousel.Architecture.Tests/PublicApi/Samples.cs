namespace Carousel.Architecture.Tests.PublicApi;

/// <summary>One of each kind of type and member, for the tests of the text.</summary>
public static class Samples
{
    public delegate void Heard(string sound);

    public enum Mood : byte
    {
        Calm = 0,
        Wild = 7,
    }

    public abstract class Animal<T> : IDisposable
        where T : struct
    {
        public const int Legs = 4;

        protected Animal(string? name, int age = 3) => Name = name + Secret(age);

        public event Heard? Spoke;

        public string? Name { get; protected set; }

        public abstract IReadOnlyList<string?> Sounds(ReadOnlySpan<T> seeds, out int count);

        public override string ToString() => Name ?? "";

        public void Dispose()
        {
            Spoke?.Invoke("");
            GC.SuppressFinalize(this);
        }

        internal static int Secret(int age) => age;
    }

    public static bool TryFind<TValue>(ref TValue value, params int[] places)
        where TValue : class, new() => value.Equals(places);

    public readonly record struct Place(int Row, int Column)
    {
        public static Place operator +(Place left, Place right) =>
            new(left.Row + right.Row, left.Column + right.Column);
    }

    public sealed record Cat(string Name, Mood Mood = Mood.Calm)
    {
        public required int Lives { get; init; }
    }
}
