namespace ZetDard.Recommenders;

/// <summary>A listener that the model was trained on.</summary>
/// <param name="User">The id of the listener.</param>
public sealed record UserProfile(UserId User) : Profile
{
    internal override string Kind => "a user";

    /// <summary>Says whose profile it is.</summary>
    public override string ToString() => $"user {User}";
}
