namespace Carousel.Autograd;

/// <summary>
/// Objects that are lent one by one and taken back all at once, to be lent again: once as many of a type were made as a
/// step needs, it allocates nothing.
/// </summary>
internal sealed class LentObjects
{
    private readonly Dictionary<Type, Shelf> _shelves = [];

    /// <summary>An object that is not lent to another caller.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The object, as its last borrower left it.</returns>
    public T Lend<T>()
        where T : class, new()
    {
        if (!_shelves.TryGetValue(typeof(T), out Shelf? shelf))
        {
            _shelves[typeof(T)] = shelf = new Shelf();
        }

        if (shelf.Lent == shelf.Objects.Count)
        {
            shelf.Objects.Add(new T());
        }

        return (T)shelf.Objects[shelf.Lent++];
    }

    /// <summary>Nothing is lent from here on.</summary>
    public void TakeBack()
    {
        foreach (Shelf shelf in _shelves.Values)
        {
            shelf.Lent = 0;
        }
    }

    private sealed class Shelf
    {
        public List<object> Objects { get; } = [];

        public int Lent { get; set; }
    }
}
